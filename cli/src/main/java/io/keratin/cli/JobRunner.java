package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ModelFormatException;
import io.keratin.keras.KerasModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a file of jobs in this JVM, one after the other as the lines come, and tells the end of each in one line of JSON.
 * A line that is no job, or a job that fails, does not stop the others.
 */
final class JobRunner {

    private final Console console;
    private final ModelCache models;

    JobRunner(Console console, ComputeOptions compute) {
        this.console = console;
        this.models = new ModelCache(console, compute);
    }

    /** Runs all jobs; gives whether all went well. */
    boolean run(Path jobs) {
        return Failures.in(jobs, () -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(jobs), StandardCharsets.UTF_8))) {
                return run(lines, jobs);
            }
        });
    }

    private boolean run(BufferedReader lines, Path file) throws IOException {
        boolean all = true;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                all &= runLine(line, file + ": line " + number);
            }
        }
        return all;
    }

    /** One job, whatever happens in it. */
    private boolean runLine(String line, String place) {
        Value.@Nullable Fields fields = null;
        try {
            long start = System.nanoTime();
            fields = parse(line, place);
            run(job(fields, place));
            double millis = Math.round((System.nanoTime() - start) / 1e3) / 1e3;
            tell(Value.fields("id", fields.get("id"), "ok", true, "millis", millis));
            console.tellWarnings();
            return true;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            String sentence = Failures.sentence(e);
            console.error(sentence);
            console.trace(e);
            tell(Value.fields("id", fields == null ? null : fields.get("id"), "ok", false, "error", sentence));
            return false;
        }
    }

    private void run(Job job) {
        Predictor predictor = models.get(job.source());
        List<Path> files = job.files(predictor.outputNames());
        OutputFiles.write(files, predictor.predict(job.inputs(), job.keepState()));
    }

    private static Value.Fields parse(String line, String place) {
        Value value;
        try {
            value = KerasModel.parseJson(line);
        } catch (ModelFormatException e) {
            throw new KeratinException(place + ": " + e.getMessage(), e);
        }
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        throw new KeratinException(place + ": expected an object in braces, found " + value);
    }

    private static Job job(Value.Fields fields, String place) {
        try {
            return Job.of(fields);
        } catch (KeratinException e) {
            throw new KeratinException(place + ": " + e.getMessage(), e);
        }
    }

    private void tell(Value.Fields end) {
        console.result(KerasModel.toJson(end));
    }
}
