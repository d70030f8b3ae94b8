/** The other libraries, each behind {@link io.keratin.benchmarks.compare.Peer}; compiled in the profile {@code peers}. */
package io.keratin.benchmarks.peers;
