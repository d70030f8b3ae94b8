package io.keratin.core.layers;

import java.util.Arrays;
import java.util.List;

/** Images mixed with a mixture of what several chains of changes make of them: AugMix (Hendrycks et al. 2020). */
final class ChainMixture implements Change {

    private final Change[] chains;
    private final double alpha;
    private final ValueRange range;
    private final int n;
    private final float[] mixture;
    private final float[] changed;
    private final double[] logs;
    private final float[] weights;
    private float own;

    /**
     * Lays it out.
     *
     * @param alpha parameter of the distributions of what chains and image count
     * @param range what the mixture is clipped to
     */
    ChainMixture(Workroom room, List<Change> chains, double alpha, ValueRange range) {
        this.chains = chains.toArray(new Change[0]);
        this.alpha = alpha;
        this.range = range;
        n = room.values();
        mixture = room.array(Workroom.Use.MIXTURE, 0);
        changed = room.array(Workroom.Use.CHANGED, 0);
        logs = new double[chains.size()];
        weights = new float[chains.size()];
    }

    @Override
    public void draw(Drawing drawing) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logs.length; k++) {
            logs[k] = drawing.logGamma(alpha);
            most = Math.max(most, logs[k]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        for (int k = 0; k < logs.length; k++) {
            weights[k] = (float) (Math.exp(logs[k] - most) / sum);
        }
        own = drawing.beta(alpha);
        for (Change chain : chains) {
            chain.draw(drawing);
        }
    }

    /** Mixes the chains. */
    private void mix(float[] x) {
        Arrays.fill(mixture, 0, n, 0);
        for (int k = 0; k < chains.length; k++) {
            chains[k].forward(x, changed);
            for (int i = 0; i < n; i++) {
                mixture[i] += weights[k] * changed[i];
            }
        }
    }

    private float mixed(float[] x, int i) {
        return own * x[i] + (1 - own) * mixture[i];
    }

    @Override
    public void forward(float[] x, float[] y) {
        mix(x);
        for (int i = 0; i < n; i++) {
            y[i] = range.clip(mixed(x, i));
        }
    }

    @Override
    public void backward(float[] x, float[] dy, float[] dx) {
        mix(x);
        for (int i = 0; i < n; i++) {
            mixture[i] = range.slope(mixed(x, i)) * dy[i];
            dx[i] += own * mixture[i];
        }
        for (int k = 0; k < chains.length; k++) {
            for (int i = 0; i < n; i++) {
                changed[i] = (1 - own) * weights[k] * mixture[i];
            }
            chains[k].backward(x, changed, dx);
        }
    }
}
