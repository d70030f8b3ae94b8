package io.keratin.core.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Python writes them. */
public final class PythonFloat {

    private PythonFloat() {}

    /** Python's {@code repr} of a float: the fewest digits that read back as the same number; {@code nan}, {@code inf}. */
    public static String repr(double x) {
        if (Double.isNaN(x)) {
            return "nan";
        } else if (Double.isInfinite(x)) {
            return x > 0 ? "inf" : "-inf";
        } else if (x == 0) {
            return 1 / x < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(x));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // position of the decimal point from the first digit
        String sign = x < 0 ? "-" : "";
        if (point > 16 || point < -3) {
            int exponent = point - 1;
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
            return sign + digits.charAt(0) + fraction + "e" + power;
        }
        String plain = shortest.toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }

    /** JDK 17's {@code Double.toString} sometimes writes a digit too many, so digits are taken away while they may be. */
    private static BigDecimal shortest(double x) {
        BigDecimal exact = new BigDecimal(x);
        BigDecimal best = new BigDecimal(Double.toString(x));
        for (int digits = best.stripTrailingZeros().precision(); digits > 0; digits--) {
            BigDecimal fewer = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (fewer.doubleValue() != x) {
                break;
            }
            best = fewer;
        }
        return best.stripTrailingZeros();
    }
}
