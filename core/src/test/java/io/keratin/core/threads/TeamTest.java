package io.keratin.core.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A team of threads, also one larger than the machine. */
class TeamTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void every_member_does_its_share_in_every_round(int size) {
        Team team = new Team(size);
        int[] done = new int[size];
        for (int round = 1; round <= 200; round++) {
            team.run(member -> done[member]++);
            assertThat(done).containsOnly(round);
        }
    }

    @Test
    void shares_are_complete_and_even() {
        Team team = new Team(3);
        int[] starts = {team.share(10, 0), team.share(10, 1), team.share(10, 2), team.share(10, 3)};
        assertThat(starts).isEqualTo(new int[] {0, 3, 6, 10});
    }

    @Test
    void what_a_member_throws_reaches_the_caller_and_the_team_goes_on() {
        Team team = new Team(3);
        for (int thrower = 0; thrower < 3; thrower++) {
            int who = thrower;
            assertThatThrownBy(() -> team.run(member -> {
                        if (member == who) {
                            throw new IllegalArgumentException("member " + member);
                        }
                    }))
                    .hasMessage("member " + who);
            int[] done = new int[3];
            team.run(member -> done[member]++);
            assertThat(Arrays.stream(done).sum()).isEqualTo(3);
        }
    }
}
