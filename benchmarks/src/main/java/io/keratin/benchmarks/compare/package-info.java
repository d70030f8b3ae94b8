/** Whole models timed beside other libraries, in one run on one machine; {@code benchmarks/compare} starts it. */
package io.keratin.benchmarks.compare;
