package io.keratin.keras.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jhdf.Superblock.SuperblockV2V3;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class Hdf5StorageTest {

    private static final long FREE = 64 << 20;

    private final Hdf5Storage storage = new Hdf5Storage(Bytes.of(new byte[1000]), new SuperblockV2V3());

    private static Kind refused(ThrowingCallable reading) {
        return catchThrowableOfType(ModelFormatException.class, reading).kind();
    }

    @Test
    void data_is_bounded_by_four_times_the_file() {
        storage.charge(FREE);
        storage.charge(4000);
        assertThat(refused(() -> storage.charge(1))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void unpacked_data_is_bounded_by_a_thousand_times_the_packed() {
        storage.chargeUnpacked(FREE + 100_000, 100);
        assertThat(refused(() -> storage.chargeUnpacked(FREE + 100_001, 100))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void all_unpacked_data_is_bounded_by_a_thousand_times_the_file() {
        storage.chargeUnpacked(FREE, 100);
        storage.chargeUnpacked(1_000_000, 100);
        assertThat(refused(() -> storage.chargeUnpacked(1, 100))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void nothing_beyond_the_end_is_read() {
        assertThat(refused(() -> storage.map(990, 11))).isEqualTo(Kind.DAMAGED);
        assertThat(refused(() -> storage.map(-1, 1))).isEqualTo(Kind.DAMAGED);
        assertThat(refused(() -> storage.map(Long.MAX_VALUE, Long.MAX_VALUE))).isEqualTo(Kind.DAMAGED);
        assertThat(refused(() -> storage.readBufferFromAddress(0, Integer.MAX_VALUE)))
                .isEqualTo(Kind.DAMAGED);
    }

    @Test
    void one_operation_does_not_come_back_to_one_place_forever() {
        for (int operation = 0; operation < 10; operation++) {
            storage.begin();
            for (int i = 0; i < 16; i++) {
                storage.map(8, 8);
            }
            assertThat(refused(() -> storage.map(8, 8))).isEqualTo(Kind.DAMAGED);
        }
    }
}
