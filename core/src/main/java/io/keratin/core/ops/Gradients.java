package io.keratin.core.ops;

import io.keratin.core.tensor.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Differentiation backwards: from the results, whose gradients are given, each symbol hands on what its {@link Symbol.Back} says,
 * once all that were computed from it have added theirs. The gradients are symbols themselves.
 */
final class Gradients {

    private final Predicate<Symbol> wanted;
    private final IdentityHashMap<Symbol, Boolean> reached = new IdentityHashMap<>();
    private final IdentityHashMap<Symbol, Symbol> gradients = new IdentityHashMap<>();
    private final List<Symbol> order = new ArrayList<>();

    /** For the gradients of those inputs that are wanted. */
    Gradients(Predicate<Symbol> wanted) {
        this.wanted = wanted;
    }

    /** Gives a result a gradient, once: a new symbol. */
    boolean start(Symbol result) {
        boolean found = !gradients.containsKey(result);
        if (found) {
            gradients.put(result, Symbol.input(-1, result.shape(), DType.FLOAT32));
            reaches(result);
        }
        return found;
    }

    /** The gradient of a symbol, so far. */
    Symbol of(Symbol symbol) {
        Symbol gradient = gradients.get(symbol);
        if (gradient == null) {
            throw new IllegalStateException("no gradient of " + symbol);
        }
        return gradient;
    }

    /** The gradients of the inputs through which the results depend on them; null if some way back is not known. */
    @Nullable
    Map<Symbol, Symbol> ofInputs() {
        Map<Symbol, Symbol> inputs = new LinkedHashMap<>();
        for (int i = order.size() - 1; i >= 0; i--) {
            Symbol symbol = order.get(i);
            Symbol dy = gradients.get(symbol);
            // Without one, what was computed from it goes up and down in steps.
            if (dy != null && symbol.source() instanceof Symbol.Input) {
                inputs.put(symbol, dy);
            } else if (dy != null && symbol.source() instanceof Symbol.Alias alias) {
                add(alias.of(), dy.reshape(alias.of().shape()));
            } else if (dy != null && symbol.source() instanceof Symbol.Computed c) {
                Symbol.Back back = c.back();
                if (back == null) {
                    return null;
                }
                List<@Nullable Symbol> shares = back.of(symbol, dy);
                for (int k = 0; k < shares.size(); k++) {
                    Symbol share = shares.get(k);
                    if (share != null && reaches(c.operands().get(k))) {
                        add(c.operands().get(k), share);
                    }
                }
            }
        }
        return inputs;
    }

    private void add(Symbol to, Symbol share) {
        gradients.merge(to, share, Pointwise::add);
    }

    /** Whether a wanted input stands behind a symbol of floats; those that do come into the order behind their operands. */
    private boolean reaches(Symbol symbol) {
        Boolean known = reached.get(symbol);
        if (known != null) {
            return known;
        }
        boolean found = false;
        if (symbol.dtype() == DType.FLOAT32 && symbol.source() instanceof Symbol.Input) {
            found = wanted.test(symbol);
        } else if (symbol.dtype() == DType.FLOAT32 && symbol.source() instanceof Symbol.Alias alias) {
            found = reaches(alias.of());
        } else if (symbol.dtype() == DType.FLOAT32 && symbol.source() instanceof Symbol.Computed c) {
            for (Symbol operand : c.operands()) {
                found |= reaches(operand);
            }
        }
        reached.put(symbol, found);
        if (found) {
            order.add(symbol);
        }
        return found;
    }
}
