package io.keratin.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/** Curves over one size as an SVG picture, both axes logarithmic. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 474;
    private static final int LEFT = 84;
    private static final int RIGHT = 740;
    private static final int TOP = 84;
    private static final int BOTTOM = 388;
    private static final int LEGEND = 30;

    /**
     * A curve.
     *
     * @param name what the legend calls it
     * @param style attributes of its line
     * @param points whether each value is marked
     * @param values one for each size
     */
    record Curve(String name, String style, boolean points, List<Double> values) {}

    /**
     * A vertical line.
     *
     * @param name what is written at it
     * @param at where
     */
    record Mark(String name, double at) {}

    private final String title;
    private final String xLabel;
    private final List<String> note;
    private final List<Integer> sizes;
    private final List<Curve> curves;
    private final List<Mark> marks;
    private final DoubleFunction<String> unit;
    private final StringBuilder svg = new StringBuilder();

    Chart(
            String title,
            String xLabel,
            List<String> note,
            List<Integer> sizes,
            List<Curve> curves,
            List<Mark> marks,
            DoubleFunction<String> unit) {
        this.title = title;
        this.xLabel = xLabel;
        this.note = note;
        this.sizes = sizes;
        this.curves = curves;
        this.marks = marks;
        this.unit = unit;
    }

    /** The picture. */
    String svg() {
        Scale x = new Scale(sizes.get(0), sizes.get(sizes.size() - 1), LEFT + 16, RIGHT - 16);
        Scale y =
                Scale.decades(curves.stream().flatMap(c -> c.values().stream()).toList(), BOTTOM, TOP);
        svg.setLength(0);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\"",
                WIDTH, HEIGHT);
        add(" font-size=\"13\" fill=\"#222\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
        text(LEFT, 24, "start", "font-size=\"16\" font-weight=\"bold\"", title);
        axes(x, y);
        for (Mark m : marks) {
            if (x.holds(m.at())) {
                line(x.at(m.at()), TOP, x.at(m.at()), BOTTOM, "stroke=\"#888\" stroke-dasharray=\"2 4\"");
                text(x.at(m.at()) - 4, BOTTOM - 8, "end", "fill=\"#666\" font-size=\"12\"", m.name());
            }
        }
        int legend = LEFT;
        for (Curve c : curves) {
            curve(c, x, y);
            line(legend, 54, legend + LEGEND, 54, c.style());
            text(legend + LEGEND + 6, 58, "start", "", c.name());
            legend += LEGEND + 30 + 7 * c.name().length();
        }
        text((LEFT + RIGHT) / 2.0, BOTTOM + 40, "middle", "", xLabel);
        for (int i = 0; i < note.size(); i++) {
            text(LEFT, BOTTOM + 60 + 14 * i, "start", "font-size=\"9.5\" fill=\"#666\"", note.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(Scale x, Scale y) {
        for (double tick : y.powersOfTen()) {
            line(LEFT, y.at(tick), RIGHT, y.at(tick), "stroke=\"#ddd\"");
            text(LEFT - 8, y.at(tick) + 4, "end", "", unit.apply(tick));
        }
        for (int size : sizes) {
            line(x.at(size), BOTTOM, x.at(size), BOTTOM + 5, "stroke=\"#444\"");
            text(x.at(size), BOTTOM + 20, "middle", "", Integer.toString(size));
        }
        line(LEFT, BOTTOM, RIGHT, BOTTOM, "stroke=\"#444\"");
        line(LEFT, TOP, LEFT, BOTTOM, "stroke=\"#444\"");
    }

    private void curve(Curve c, Scale x, Scale y) {
        List<String> points = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            String at =
                    number(x.at(sizes.get(i))) + ',' + number(y.at(c.values().get(i)));
            points.add(at);
        }
        add("<polyline fill=\"none\" %s points=\"%s\"/>\n", c.style(), String.join(" ", points));
        for (String p : c.points() ? points : List.<String>of()) {
            String[] at = p.split(",", 2);
            add("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" %s fill=\"#fff\"/>\n", at[0], at[1], c.style());
        }
    }

    private void line(double x1, double y1, double x2, double y2, String style) {
        List<String> at = Stream.of(x1, y1, x2, y2).map(Chart::number).toList();
        add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>\n", at.get(0), at.get(1), at.get(2), at.get(3), style);
    }

    private void text(double x, double y, String anchor, String style, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>\n", number(x), number(y), anchor, style, escaped);
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.1f", x);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
