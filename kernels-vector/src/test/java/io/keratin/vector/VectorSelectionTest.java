package io.keratin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import org.junit.jupiter.api.Test;

/** Without this, a provider that silently steps back would let all contract tests run on the portable kernels. */
class VectorSelectionTest {

    @Test
    void the_vector_kernels_are_chosen() {
        assertThat(System.getProperty("keratin.kernels")).isEqualTo("vector");
        Kernels chosen = KernelSelection.current();
        assertThat(chosen).isInstanceOf(VectorKernels.class);
        assertThat(chosen.name()).isEqualTo("vector-" + Lanes.L * Float.SIZE);
        assertThat(chosen.rank()).isPositive();
    }

    @Test
    void the_provider_gives_the_vector_kernels() {
        assertThat(new VectorProvider().kernels()).isInstanceOf(VectorKernels.class);
    }
}
