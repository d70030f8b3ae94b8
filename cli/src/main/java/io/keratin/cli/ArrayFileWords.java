package io.keratin.cli;

import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Takes the word after {@code -i} or {@code -e}, and those after it that are files of arrays, so that MODEL may follow. */
final class ArrayFileWords implements IParameterConsumer {

    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        if (words.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), ((OptionSpec) option).longestName() + ": a file is missing");
        }
        List<ArrayFile> files = option.getValue();
        do {
            files.add(ArrayFile.parse(words.pop()));
        } while (!words.isEmpty() && ArrayFile.isOne(words.peek()));
    }
}
