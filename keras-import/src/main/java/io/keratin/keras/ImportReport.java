package io.keratin.keras;

import java.util.List;

/**
 * What an import found and did.
 *
 * @param format the container, such as {@code Keras 3 archive (.keras)}
 * @param kerasVersion the version that wrote the file, or {@code unknown}
 * @param rules what was read in another era's meaning, or mended
 * @param kept options that matter only in training and were kept for later, by layer
 * @param warnings what a user should look at
 */
public record ImportReport(
        String format, String kerasVersion, List<String> rules, List<String> kept, List<String> warnings) {

    /** Copies of the lists. */
    public ImportReport {
        rules = List.copyOf(rules);
        kept = List.copyOf(kept);
        warnings = List.copyOf(warnings);
    }

    /** The report as text, a fact a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(format + ", written by Keras " + kerasVersion + "\n");
        rules.forEach(r -> text.append("rule: ").append(r).append('\n'));
        kept.forEach(k -> text.append("kept for training: ").append(k).append('\n'));
        warnings.forEach(w -> text.append("warning: ").append(w).append('\n'));
        return text.toString();
    }
}
