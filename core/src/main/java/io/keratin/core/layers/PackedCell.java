package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.ArrayList;
import java.util.List;

/** What the cells of LSTM, GRU and SimpleRNN share: W, its bias, and R, of the same units. */
abstract class PackedCell implements RecurrentCell {

    final Kernels kernels;
    final PackedMatrix w;
    final PackedMatrix r;

    /** The bias of the whole cell in packed order. */
    final float[] bias;

    PackedCell(Kernels kernels, PackedMatrix w, PackedMatrix r, float[] bias) {
        this.kernels = kernels;
        this.w = w;
        this.r = r;
        this.bias = bias;
    }

    @Override
    public final int units() {
        return w.units();
    }

    @Override
    public final int firstUnit() {
        return w.firstUnit();
    }

    @Override
    public final int columns() {
        return w.columns();
    }

    @Override
    public final int[] work(int m) {
        return Kernels.stepWork(m, r);
    }

    @Override
    public final void project(
            int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work) {
        kernels.gemm(m, x, xOffset, ldx, w, bias, w.firstColumn(), 0, zx, zxOffset, ldzx, work);
    }

    /** Matrices that are not cut at the same units stay whole. */
    @Override
    public List<RecurrentCell> parts(int most) {
        List<PackedMatrix> ws = w.parts(most);
        List<PackedMatrix> rs = r.parts(most);
        if (ws.size() == 1 || ws.size() != rs.size()) {
            return List.of(this);
        }
        List<RecurrentCell> parts = new ArrayList<>();
        for (int i = 0; i < ws.size(); i++) {
            parts.add(part(ws.get(i), rs.get(i)));
        }
        return parts;
    }

    /** This cell with parts of its matrices. */
    abstract PackedCell part(PackedMatrix partOfW, PackedMatrix partOfR);
}
