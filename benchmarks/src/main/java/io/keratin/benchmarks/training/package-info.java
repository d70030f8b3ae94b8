/** Steps of training, beside PyTorch in the same run: {@code benchmarks/train}. */
@NullMarked
package io.keratin.benchmarks.training;

import org.jspecify.annotations.NullMarked;
