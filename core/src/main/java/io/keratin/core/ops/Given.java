package io.keratin.core.ops;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is given: the arguments of its call, positional and named, and the options with which it was made. Remembers
 * what was asked for, so that nothing is lost in silence.
 */
public final class Given {

    private final List<Value> positional;
    private final Value.Fields named;
    private final Value.Fields options;
    private final List<Symbol> inputs;
    private final Set<String> read = new LinkedHashSet<>();
    private int positions;

    /** Arguments in which {@link Value.Input}s stand for these inputs. */
    public Given(List<Value> positional, Value.Fields named, Value.Fields options, List<Symbol> inputs) {
        this.positional = List.copyOf(positional);
        this.named = named;
        this.options = options;
        this.inputs = List.copyOf(inputs);
    }

    /**
     * Refuses arguments and options that nobody asked for.
     *
     * @throws ShapeException if there are some
     */
    public void refuseRest() {
        Set<String> rest = new LinkedHashSet<>();
        named.fields().forEach((key, v) -> rest.add(key));
        options.fields().forEach((key, v) -> rest.add(key));
        rest.removeAll(read);
        rest.removeIf(key -> nothing(named.get(key)) && nothing(options.get(key)));
        if (!rest.isEmpty() || positions < positional.size()) {
            throw new ShapeException("arguments that are not understood and could change the numbers: "
                    + (rest.isEmpty() ? "number " + positional.size() : String.join(", ", rest)));
        }
    }

    private static boolean nothing(@Nullable Value v) {
        return v == null || v == Value.Nothing.NULL;
    }

    // ---- what is there

    /** The argument at a position or of this name, or the option; null for None. */
    @Nullable
    Value value(int position, String name) {
        read.add(name);
        positions = Math.max(positions, position + 1);
        Value v = raw(position, name);
        return v == null ? null : Sizes.resolve(v, inputs);
    }

    private @Nullable Value raw(int position, String name) {
        Value v = position >= 0 && position < positional.size() ? positional.get(position) : named.get(name);
        v = v == null ? options.get(name) : v;
        return nothing(v) ? null : v;
    }

    /** An option, or a named argument. */
    @Nullable
    Value value(String name) {
        return value(-1, name);
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** Says that options may be there and change nothing. */
    void ignore(String... names) {
        read.addAll(List.of(names));
    }

    int positional() {
        return positional.size();
    }

    Set<String> names() {
        return named.fields().keySet();
    }

    // ---- tensors

    Symbol tensor(int position, String name) {
        Symbol s = optional(position, name);
        if (s == null) {
            throw new ShapeException("expected a tensor as " + name + ", found nothing");
        }
        return s;
    }

    /** The operand x, first and alone. */
    Symbol x() {
        return tensor(0, "x");
    }

    @Nullable
    Symbol optional(int position, String name) {
        Value v = value(position, name);
        Value raw = raw(position, name);
        if (v == null || raw == null) {
            return null;
        }
        Integer counted = Sizes.countsSamples(raw) ? Sizes.input(raw) : null;
        return counted == null ? symbol(v) : Symbol.counted(Literals.tensor(v), inputs.get(counted));
    }

    /** A list of tensors. */
    List<Symbol> tensors(int position, String name) {
        Value v = value(position, name);
        if (v instanceof Value.Items list && list.items().stream().anyMatch(i -> i instanceof Value.Input)) {
            return list.items().stream().map(this::symbol).toList();
        } else if (v == null) {
            throw new ShapeException("expected tensors as " + name + ", found nothing");
        }
        Symbol all = symbol(v);
        List<Symbol> parts = new ArrayList<>();
        for (int i = 0; i < all.shape().dim(0); i++) {
            parts.add(Views.pick(all, 0, i));
        }
        return parts;
    }

    /** All positional arguments from {@code first} on. */
    List<Symbol> rest(int first) {
        positions = positional.size();
        return positional.subList(first, positional.size()).stream()
                .map(this::symbol)
                .toList();
    }

    private Symbol symbol(Value v) {
        if (v instanceof Value.Input in) {
            return inputs.get(in.index());
        } else if (v instanceof Value.Items list && list.items().stream().anyMatch(i -> i instanceof Value.Input)) {
            return Views.stack(list.items().stream().map(this::symbol).toList(), 0);
        }
        return Symbol.constant(Literals.tensor(v));
    }

    // ---- numbers and names

    double real(String name, double absent) {
        Value v = value(name);
        if (v == null) {
            return absent;
        }
        return Literals.number(v, name);
    }

    int integer(String name, int absent) {
        Value v = value(name);
        if (v == null) {
            return absent;
        }
        return Literals.integer(v, name);
    }

    int integer(String name) {
        if (!has(name)) {
            throw new ShapeException("expected an integer as " + name + ", found nothing");
        }
        return integer(name, 0);
    }

    boolean flag(String name, boolean absent) {
        Value v = value(name);
        return v == null ? absent : Literals.number(v, name) != 0;
    }

    String text(String name, String absent) {
        Value v = value(name);
        if (v == null) {
            return absent;
        } else if (v instanceof Value.Text t) {
            return t.text();
        }
        throw new ShapeException("expected a name as " + name + ", found " + v);
    }

    /** Integers; a single one counts as a list of one; null for None. */
    int @Nullable [] integers(int position, String name) {
        Value v = value(position, name);
        return v == null ? null : Literals.integers(v, name);
    }

    int @Nullable [] integers(String name) {
        return integers(-1, name);
    }

    /** Integers that must be there. */
    int[] ints(String name) {
        int[] all = integers(name);
        if (all == null) {
            throw new ShapeException("expected integers as " + name + ", found nothing");
        }
        return all;
    }

    /** One integer for each of {@code n} axes; a single one counts for all. */
    int[] each(String name, int n, int absent) {
        if (n < 1) {
            throw new ShapeException(
                    "expected an input with axes between that of the samples and that of the channels");
        }
        int[] all = integers(name);
        if (all != null && all.length == n) {
            return all;
        } else if (all != null && all.length != 1) {
            throw new ShapeException("expected " + n + " integers as " + name + ", found " + all.length);
        }
        int[] same = new int[n];
        java.util.Arrays.fill(same, all == null ? absent : all[0]);
        return same;
    }

    /** The dtype of this name, or {@code absent}. */
    DType dtype(String name, DType absent) {
        Value v = value(name);
        if (v == null) {
            return absent;
        }
        DType type = DType.forKerasName(Literals.dtypeName(v));
        if (type == null) {
            throw new ShapeException("expected a dtype as " + name + ", found " + v);
        }
        return type;
    }

    Shape shape(String name) {
        int[] dims = ints(name);
        return Shape.of(
                java.util.Arrays.stream(dims).map(d -> Math.max(d, Shape.NONE)).toArray());
    }

    /** Whether channels come first. */
    boolean channelsFirst() {
        String format = text("data_format", "channels_last");
        if (!format.equals("channels_first") && !format.equals("channels_last")) {
            throw new ShapeException("expected channels_last or channels_first as data_format, found '" + format + "'");
        }
        return format.equals("channels_first");
    }

    /** A known tensor. */
    Tensor known(int position, String name) {
        Symbol s = tensor(position, name);
        if (s.source() instanceof Symbol.Constant c) {
            return c.value();
        }
        throw new ShapeException(name + " must be known when the model is made: it decides the result's shape");
    }
}
