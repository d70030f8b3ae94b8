package io.keratin.benchmarks.opening;

import static io.keratin.dsl.Keras.add;
import static io.keratin.dsl.Keras.batchNormalization;
import static io.keratin.dsl.Keras.conv2d;
import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.globalAveragePooling2d;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.lstm;
import static io.keratin.dsl.Keras.maxPooling2d;
import static io.keratin.dsl.Keras.model;
import static io.keratin.dsl.Keras.relu;
import static io.keratin.dsl.Keras.sequential;

import io.keratin.core.Model;
import io.keratin.dsl.KerasTensor;
import java.util.List;
import java.util.Locale;

/** Models whose opening is measured: few large matrices, matrices of gates, and many layers. */
enum LargeModel {
    /** 104 MB in four layers. */
    DENSE {
        @Override
        Model build() {
            return sequential(input(2000))
                    .add(dense(3600).activation("relu"))
                    .add(dense(3600).activation("relu"))
                    .add(dense(1600).activation("relu"))
                    .add(dense(10).activation("softmax"))
                    .build();
        }
    },

    /** 74 MB in three layers. */
    LSTM {
        @Override
        Model build() {
            return sequential(input(50, 128))
                    .add(lstm(1400).returnSequences(true))
                    .add(lstm(1024))
                    .add(dense(10).activation("softmax"))
                    .build();
        }
    },

    /** 102 MB in 174 layers with 318 weights: ResNet50 (He et al. 2015). */
    RESIDUAL {

        private static final List<Integer> BLOCKS = List.of(3, 4, 6, 3);

        @Override
        Model build() {
            KerasTensor image = input(224, 224, 3);
            KerasTensor x = relu().apply(normalised(image, 64, 7, 2));
            x = maxPooling2d(3).strides(2).padding("same").apply(x);
            for (int stage = 0; stage < BLOCKS.size(); stage++) {
                for (int block = 0; block < BLOCKS.get(stage); block++) {
                    x = bottleneck(x, 64 << stage, block == 0, stage > 0 && block == 0 ? 2 : 1);
                }
            }
            x = globalAveragePooling2d().apply(x);
            return model(image, dense(1000).activation("softmax").apply(x)).build();
        }

        private static KerasTensor bottleneck(KerasTensor x, int filters, boolean widens, int strides) {
            KerasTensor past = widens ? normalised(x, 4 * filters, 1, strides) : x;
            KerasTensor y = relu().apply(normalised(x, filters, 1, strides));
            y = relu().apply(normalised(y, filters, 3, 1));
            return relu().apply(add().apply(past, normalised(y, 4 * filters, 1, 1)));
        }

        private static KerasTensor normalised(KerasTensor x, int filters, int size, int strides) {
            return batchNormalization()
                    .apply(conv2d(filters, size)
                            .strides(strides)
                            .padding("same")
                            .apply(x));
        }
    };

    /** The model with freshly initialised weights, the same in each run. */
    abstract Model build();

    String fileName() {
        return name().toLowerCase(Locale.ROOT) + ".keras";
    }
}
