package io.keratin.core.losses;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.function.Function;

/**
 * A loss along the last axis that has no option but its reduction; labels are broadcast to the predictions.
 *
 * @param kind which one
 */
public record RowLoss(Kind kind, Reduction reduction, String name) implements Loss {

    /** The losses of this kind. */
    public enum Kind {
        /** mean (p - t)². */
        MEAN_SQUARED_ERROR("MeanSquaredError", "mean_squared_error"),
        /** mean |p - t|. */
        MEAN_ABSOLUTE_ERROR("MeanAbsoluteError", "mean_absolute_error"),
        /** 100 mean |(p - t) / t|. */
        MEAN_ABSOLUTE_PERCENTAGE_ERROR("MeanAbsolutePercentageError", "mean_absolute_percentage_error"),
        /** mean (log(p + 1) - log(t + 1))². */
        MEAN_SQUARED_LOGARITHMIC_ERROR("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error"),
        /** mean log cosh(p - t). */
        LOG_COSH("LogCosh", "log_cosh"),
        /** mean p - t log p. */
        POISSON("Poisson", "poisson"),
        /** sum t log(t / p). */
        KL_DIVERGENCE("KLDivergence", "kl_divergence"),
        /** mean max(1 - t p, 0); labels 0 and 1 become -1 and 1. */
        HINGE("Hinge", "hinge"),
        /** mean max(1 - t p, 0)²; labels 0 and 1 become -1 and 1. */
        SQUARED_HINGE("SquaredHinge", "squared_hinge"),
        /** max(0, 1 + max((1 - t) p) - sum(t p)). */
        CATEGORICAL_HINGE("CategoricalHinge", "categorical_hinge");

        private final String className;
        private final String function;

        Kind(String className, String function) {
            this.className = className;
            this.function = function;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        /** Keras's name of the function, and of the loss unless the user gives another. */
        public String function() {
            return function;
        }

        private Formula formula() {
            return switch (this) {
                case MEAN_SQUARED_ERROR -> Formulas.SQUARED;
                case MEAN_ABSOLUTE_ERROR -> Formulas.ABSOLUTE;
                case MEAN_ABSOLUTE_PERCENTAGE_ERROR -> Formulas.PERCENTAGE;
                case MEAN_SQUARED_LOGARITHMIC_ERROR -> Formulas.SQUARED_LOGARITHMIC;
                case LOG_COSH -> Formulas.LOG_COSH;
                case POISSON -> Formulas.POISSON;
                case KL_DIVERGENCE -> Formulas.DIVERGENCE;
                case HINGE -> Formulas.HINGE;
                case SQUARED_HINGE -> Formulas.SQUARED_HINGE;
                case CATEGORICAL_HINGE -> Formulas.CATEGORICAL_HINGE;
            };
        }

        Function<Config, Loss> factory() {
            return config -> new RowLoss(this, Losses.reduction(config), config.text("name", function));
        }
    }

    /** A loss with Keras's defaults. */
    public RowLoss(Kind kind) {
        this(kind, Reduction.SUM_OVER_BATCH_SIZE, kind.function);
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("name", name, "reduction", reduction.kerasName());
    }

    @Override
    public LossFunction function(Shape yTrue, Shape yPred) {
        RowLossFunction rows = RowLossFunction.broadcast(this, kind.formula(), yTrue, yPred, -1);
        return kind == Kind.HINGE || kind == Kind.SQUARED_HINGE ? rows.onSigns() : rows;
    }
}
