package io.keratin.core.ops;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays out symbols: gives every one that is computed its storage and its step, each once, operands first. */
public final class Program {

    private final Storage storage;
    private final IdentityHashMap<Symbol, Tensor> placed = new IdentityHashMap<>();
    private final List<Runnable> steps = new ArrayList<>();
    private boolean trained;

    private Program(Storage storage) {
        this.storage = storage;
    }

    /** The step that computes these results, all of whose dimensions are known. It allocates nothing. */
    public static Runnable plan(List<Symbol> results, Storage storage) {
        return new Program(storage).forward(results);
    }

    /**
     * A step and its way back.
     *
     * @param backward adds to the gradients of the inputs; null where no gradient is known
     */
    public record Trained(Runnable forward, @Nullable Runnable backward) {}

    /** As {@link #plan}, with the way back. Of what it keeps between the two, each array is written by one step. */
    public static Trained trained(List<Symbol> results, Storage storage) {
        Program program = new Program(storage);
        program.trained = true;
        Runnable forward = program.forward(results);
        return new Trained(forward, program.backward(results));
    }

    private Runnable forward(List<Symbol> results) {
        for (int i = 0; i < results.size(); i++) {
            result(i, results.get(i));
        }
        return all();
    }

    private @Nullable Runnable backward(List<Symbol> results) {
        Gradients gradients = new Gradients(this::wanted);
        for (Symbol result : results) {
            Symbol root = root(result);
            float[] dy = root.source() instanceof Symbol.Computed && result.dtype() == DType.FLOAT32
                    ? storage.gradient(place(root))
                    : null;
            if (dy != null && gradients.start(root)) {
                placed.put(gradients.of(root), Tensor.of(dy, root.shape()));
            }
        }
        Map<Symbol, Symbol> found = gradients.ofInputs();
        if (found == null) {
            return null;
        }
        trained = false;
        found.forEach((input, dx) -> {
            float[] to = storage.gradient(place(input));
            float[] from = place(dx).floats();
            int n = input.shape().length();
            if (to != null) {
                steps.add(() -> Loops.add(to, 0, from, 0, to, 0, n));
            }
        });
        return all();
    }

    /** Whether somebody needs the gradient of an input. */
    private boolean wanted(Symbol input) {
        return input.dtype() == DType.FLOAT32 && storage.gradient(place(input)) != null;
    }

    /** The steps so far, one after another. */
    private Runnable all() {
        Runnable[] all = steps.toArray(new Runnable[0]);
        steps.clear();
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

    /** The symbol whose storage this one shows. */
    static Symbol root(Symbol symbol) {
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
            int n = symbol.shape().length();
            tensor = symbol.dtype() == DType.FLOAT32
                    ? Tensor.of(trained ? storage.kept(n) : storage.scratch(n), symbol.shape())
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
