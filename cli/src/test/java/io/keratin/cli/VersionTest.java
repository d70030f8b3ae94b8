package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.kernels.KernelSelection;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void version_names_the_version_the_jdk_and_the_kernels() {
        Cli.Outcome version = keratin("version");
        assertThat(version.status()).isZero();
        assertThat(version.outLines().get(0)).matches("keratin \\d+\\.\\d+\\.\\d+.*");
        assertThat(version.outLines().get(1)).startsWith("java " + System.getProperty("java.version"));
        String kernels = KernelSelection.current().name();
        assertThat(version.outLines().get(2)).startsWith("kernels " + kernels);
        assertThat(version.out().contains(KernelSelection.VECTOR_FLAG)).isEqualTo(kernels.equals("portable"));
    }
}
