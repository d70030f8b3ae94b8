package io.keratin.core.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern for paths of weights, as optimizers of a file may hold them. Python takes any regular expression; only
 * those of plain text and up to three wildcards ({@code encoder/.*}) are run here, since one from a stranger can run
 * forever.
 */
final class PathPattern {

    private static final Pattern HARMLESS = Pattern.compile("\\^?[\\w/ -]*(\\.[*+]?[\\w/ -]*){0,3}\\$?");

    private final String expression;
    private final Pattern pattern;

    private PathPattern(String expression) {
        this.expression = expression;
        this.pattern = Pattern.compile(expression);
    }

    /** The patterns of these expressions, or nothing if one of them is not of the harmless kind. */
    static Optional<List<PathPattern>> all(Collection<String> expressions) {
        return expressions.stream().allMatch(e -> HARMLESS.matcher(e).matches())
                ? Optional.of(expressions.stream().map(PathPattern::new).toList())
                : Optional.empty();
    }

    /** Whether it is found somewhere in the path. */
    boolean isIn(String path) {
        return pattern.matcher(path).find();
    }

    /** The expression that is this path, or else those that match all of it. */
    static List<String> matching(List<PathPattern> patterns, String path) {
        List<String> found = new ArrayList<>();
        for (PathPattern p : patterns) {
            if (p.expression.equals(path)) {
                return List.of(path);
            }
            if (p.pattern.matcher(path).matches()) {
                found.add(p.expression);
            }
        }
        return found;
    }
}
