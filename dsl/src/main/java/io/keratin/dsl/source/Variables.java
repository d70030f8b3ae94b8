package io.keratin.dsl.source;

import java.util.HashSet;
import java.util.Set;

/** Names of variables: those of the layers as far as a language allows, each once. */
final class Variables {

    private final Set<String> taken;

    /** A scope in which these words mean something else. */
    Variables(Set<String> reserved) {
        this.taken = new HashSet<>(reserved);
    }

    /** A variable for what is called {@code name}. */
    String next(String name) {
        String plain = name.replaceAll("\\W", "_");
        String base = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "x" + plain : plain;
        String variable = base;
        for (int i = 1; !taken.add(variable); i++) {
            variable = base + "_" + i;
        }
        return variable;
    }
}
