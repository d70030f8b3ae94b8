package io.keratin.dsl;

import io.keratin.core.layers.Windows;

/** The options of a window that slides, as they are written down. */
final class WindowOptions {

    private Windows windows;
    private boolean channelsFirst;

    WindowOptions(Windows windows, boolean channelsFirst) {
        this.windows = windows;
        this.channelsFirst = channelsFirst;
    }

    void strides(int... value) {
        windows = windows.withStrides(Options.each("strides", windows.axes(), value));
    }

    void padding(String value) {
        windows = windows.withPadding(Options.padding(value));
    }

    void dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
    }

    void dilationRate(int... value) {
        windows = windows.withDilations(Options.each("dilation_rate", windows.axes(), value));
    }

    Windows windows() {
        return windows;
    }

    boolean channelsFirst() {
        return channelsFirst;
    }
}
