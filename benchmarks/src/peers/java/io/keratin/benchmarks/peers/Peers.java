package io.keratin.benchmarks.peers;

import io.keratin.benchmarks.compare.Compare;
import java.io.IOException;
import java.util.List;

/** {@link Compare} with all peers. */
public final class Peers {

    private Peers() {}

    /** See {@code --help}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Compare.run(Peers.class, List.of(new OnnxPeer(), new TensorFlowPeer()), args);
    }
}
