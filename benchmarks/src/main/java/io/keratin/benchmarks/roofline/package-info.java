/** What this machine could do at best, and so the time that no implementation of a model can fall below. */
package io.keratin.benchmarks.roofline;
