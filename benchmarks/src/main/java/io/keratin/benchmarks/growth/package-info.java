/** How time and memory grow with one size of a model at a time. */
package io.keratin.benchmarks.growth;
