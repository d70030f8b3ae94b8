package io.keratin.core.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop in lockstep, with fewer, as many and more members than cores and parts. */
class LockstepTest {

    private static final int STEPS = 500;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void every_part_sees_all_parts_of_the_step_before(int size) {
        for (int parts = 1; parts <= size; parts++) {
            int n = parts;
            int[][] values = new int[2][n];
            AtomicInteger wrong = new AtomicInteger();
            Lockstep loop = new Lockstep(n, (part, step) -> {
                for (int before : values[step & 1]) {
                    if (before != step) {
                        wrong.incrementAndGet();
                    }
                }
                values[(step + 1) & 1][part] = step + 1;
            });
            Team team = new Team(size);
            for (int round = 0; round < 5; round++) {
                values[0] = new int[n];
                loop.reset();
                team.run(member -> loop.run(member, STEPS));
                assertThat(values[0]).as("an even number of steps ends here").containsOnly(STEPS);
            }
            assertThat(wrong).as("%d parts", n).hasValue(0);
        }
    }

    @Test
    void one_member_does_the_parts_of_those_who_do_not_come() {
        AtomicInteger done = new AtomicInteger();
        Lockstep loop = new Lockstep(4, (part, step) -> done.incrementAndGet());
        loop.run(0, STEPS);
        assertThat(done).hasValue(4 * STEPS);
    }
}
