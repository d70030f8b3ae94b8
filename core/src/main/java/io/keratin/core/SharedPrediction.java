package io.keratin.core;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.List;

/** A prediction by several threads: each takes samples of its own where there are enough, else all share each layer. */
final class SharedPrediction {

    /** Fewer samples than this read the weights too often for what they compute. */
    private static final int MIN_SAMPLES = 4;

    private static final Tensor NOTHING = Tensor.zeros(DType.FLOAT32, Shape.of(0));

    private final Model model;
    private final Team team;
    private final Team.Task task = this::samples;
    private Tensor x = NOTHING;
    private List<Tensor> besides = List.of();
    private Tensor first = NOTHING;
    private List<Tensor> others = List.of();
    private int batchSize;

    SharedPrediction(Model model, int threads) {
        this.model = model;
        this.team = new Team(threads);
    }

    int size() {
        return team.size();
    }

    void run(Tensor in, List<Tensor> moreIn, Tensor out, List<Tensor> moreOut, int samplesTogether) {
        int samples = in.shape().dim(0);
        if (samples < MIN_SAMPLES * team.size() || !model.cutsSamples()) {
            model.range(in, moreIn, out, moreOut, 0, samples, samplesTogether, team);
            return;
        }
        x = in;
        besides = moreIn;
        first = out;
        others = moreOut;
        batchSize = samplesTogether;
        try {
            team.run(task);
        } finally {
            x = NOTHING;
            besides = List.of();
            first = NOTHING;
            others = List.of();
        }
    }

    private void samples(int member) {
        int samples = x.shape().dim(0);
        int from = team.share(samples, member);
        int to = team.share(samples, member + 1);
        model.range(x, besides, first, others, from, to, batchSize, Team.SOLO);
    }
}
