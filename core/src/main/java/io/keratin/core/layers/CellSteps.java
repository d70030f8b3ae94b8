package io.keratin.core.layers;

import io.keratin.core.kernels.CellStep;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a cell whose units all see the whole input.
 *
 * <p>With few rows, time is cut into chunks; the input projection of a chunk is one matrix product, then the cell steps through
 * it. With many, each step multiplies input and state at once.
 */
record CellSteps(RecurrentCell cell) implements RecurrentSteps {

    /** Rows of the input projection that are computed at once; enough to keep the weights' panels in cache. */
    private static final int CHUNK_ROWS = 48;

    /** From how many rows on input and state stand side by side and are multiplied at once. */
    private static final int STACKED_FROM = 4;

    /** Multiply-adds of a step that are worth a thread of their own. */
    private static final int MIN_SHARE = 24_000;

    @Override
    public boolean stacked(int batch) {
        return batch >= STACKED_FROM && cell.stackedBias() != null;
    }

    /** A share of a step must be worth more than waiting for the others. */
    @Override
    public List<Steps> parts(Call call, Sequence sequence) {
        long work = (long) sequence.batch * cell.units() * cell.columns();
        int members = (int) Math.max(1, Math.min(call.team().size(), work / MIN_SHARE));
        return cell.parts(members).stream()
                .map(part -> new Steps(part, call, sequence))
                .toList();
    }

    private static final class Steps implements Part {

        private final RecurrentCell part;
        private final Sequence sequence;
        private final int batch;
        private final int features;
        private final int chunk;
        private final float[] gathered;
        private final float[] zx;
        private final CellStep step;

        Steps(RecurrentCell part, Call call, Sequence sequence) {
            this.part = part;
            this.sequence = sequence;
            batch = sequence.batch;
            features = sequence.features;
            chunk = Math.max(1, Math.min(sequence.time, CHUNK_ROWS / Math.max(1, batch)));
            gathered = batch == 1 || sequence.stacked ? new float[0] : call.scratch(chunk * batch * features);
            int[] lengths = part.work(batch);
            float[][] work = new float[lengths.length][];
            Arrays.setAll(work, i -> call.scratch(lengths[i]));
            float[] bias = sequence.stacked ? part.stackedBias() : null;
            zx = bias != null ? bias : call.scratch(chunk * batch * part.columns());
            int ldzx = bias != null ? 0 : part.columns();
            int from = part.firstUnit();
            int ldc = sequence.ldh - sequence.place;
            step = new CellStep(
                    batch, zx, ldzx, sequence.h[0], sequence.ldh, sequence.place + from, sequence.c, ldc, from, work);
        }

        @Override
        public int firstUnit() {
            return part.firstUnit();
        }

        @Override
        public int units() {
            return part.units();
        }

        @Override
        public void step(int s, float[] before, float[] after) {
            if (sequence.stacked) {
                step.at(part.firstColumn(), before, after);
                part.stackedStep(step);
                return;
            }
            int inChunk = s % chunk;
            if (inChunk == 0) {
                project(s, Math.min(sequence.time, s + chunk));
            }
            step.at(inChunk * batch * part.columns(), before, after);
            part.step(step);
        }

        /**
         * zx = b + x · W for the steps from {@code first} to {@code end} (exclusive), laid out [step][sample][columns]. The
         * rows of a batch are brought together first: as far apart as they lie, they would share a few lines of the cache.
         */
        private void project(int first, int end) {
            int columns = part.columns();
            int rows = (end - first) * batch;
            float[] x = sequence.x;
            if (batch == 1) {
                int stride = sequence.backwards ? -features : features;
                part.project(rows, x, sequence.at(first) * features, stride, zx, 0, columns, step.work[0]);
                return;
            }
            int to = 0;
            for (int s = first; s < end; s++) {
                for (int b = 0; b < batch; b++) {
                    System.arraycopy(x, (b * sequence.time + sequence.at(s)) * features, gathered, to, features);
                    to += features;
                }
            }
            part.project(rows, gathered, 0, features, zx, 0, columns, step.work[0]);
        }
    }
}
