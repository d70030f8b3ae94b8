package io.keratin.core.ops;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Lays out symbols: gives every one that is computed its storage and its step, each once, operands first. */
public final class Program {

    private final Storage storage;
    private final IdentityHashMap<Symbol, Tensor> placed = new IdentityHashMap<>();
    private final List<Runnable> steps = new ArrayList<>();

    private Program(Storage storage) {
        this.storage = storage;
    }

    /** The step that computes these results, all of whose dimensions are known. It allocates nothing. */
    public static Runnable plan(List<Symbol> results, Storage storage) {
        Program program = new Program(storage);
        for (int i = 0; i < results.size(); i++) {
            program.result(i, results.get(i));
        }
        Runnable[] all = program.steps.toArray(new Runnable[0]);
        return () -> {
            for (Runnable step : all) {
                step.run();
            }
        };
    }

    /** A result that is not placed yet is computed where it belongs; one that is elsewhere is seen from there. */
    private void result(int i, Symbol result) {
        Symbol root = root(result);
        if (root.source() instanceof Symbol.Computed && !placed.containsKey(root)) {
            Tensor out = storage.output(i);
            placed.put(root, seen(out, root));
            compute(root, seen(out, root));
        } else if (root.source() instanceof Symbol.Constant c) {
            Tensor out = storage.output(i);
            steps.add(() -> copy(c.value(), out));
        } else {
            storage.output(i, seen(place(root), result));
        }
    }

    private static void copy(Tensor from, Tensor to) {
        System.arraycopy(from.storage(), 0, to.storage(), 0, from.size());
    }

    private static Symbol root(Symbol symbol) {
        Symbol s = symbol;
        while (s.source() instanceof Symbol.Alias alias) {
            s = alias.of();
        }
        return s;
    }

    private static Tensor seen(Tensor tensor, Symbol as) {
        if (tensor.dtype() == as.dtype()) {
            return tensor.reshape(as.shape());
        }
        return as.dtype() == DType.BOOL
                ? Tensor.ofBooleans(tensor.ints(), as.shape())
                : Tensor.of(tensor.ints(), as.shape());
    }

    private Tensor place(Symbol symbol) {
        Tensor known = placed.get(symbol);
        if (known != null) {
            return known;
        }
        Tensor tensor;
        if (symbol.source() instanceof Symbol.Input in) {
            tensor = storage.input(in.index());
        } else if (symbol.source() instanceof Symbol.Constant c) {
            tensor = c.value();
        } else if (symbol.source() instanceof Symbol.Alias alias) {
            tensor = seen(place(alias.of()), symbol);
        } else {
            int n = Math.toIntExact(symbol.shape().size());
            tensor = symbol.dtype() == DType.FLOAT32
                    ? Tensor.of(storage.scratch(n), symbol.shape())
                    : Tensor.zeros(symbol.dtype(), symbol.shape());
            compute(symbol, tensor);
        }
        placed.put(symbol, tensor);
        return tensor;
    }

    private void compute(Symbol symbol, Tensor out) {
        if (symbol.source() instanceof Symbol.Computed c) {
            List<Tensor> operands = c.operands().stream().map(this::place).toList();
            Runnable step = c.layout().plan(operands, out, storage.kernels());
            steps.add(step);
        }
    }
}
