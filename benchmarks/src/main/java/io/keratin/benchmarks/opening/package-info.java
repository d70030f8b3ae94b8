/** How long models of about 100 MB take to open, in fresh JVMs. */
@NullMarked
package io.keratin.benchmarks.opening;

import org.jspecify.annotations.NullMarked;
