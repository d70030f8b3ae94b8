package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command that this version does not have yet: takes any words and says so. */
@Command(hidden = true)
final class LaterCommand implements Callable<Integer> {

    private final String name;

    LaterCommand(String name) {
        this.name = name;
    }

    @Override
    public Integer call() {
        throw new KeratinException(
                name + ": this version does not have this command yet; keratin --help lists those it has");
    }
}
