package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many jobs may be under way. */
final class JobLimitsTest {

  private final JobLimits places = new JobLimits(2, 3);

  private JobLimits.Place take(String username) {
    return places.take(username).orElseThrow();
  }

  @Test
  void aUserHasNoMoreThanASharedAllTogetherNoMoreThanAll() {
    List<JobLimits.Place> anns = new ArrayList<>(List.of(take("ann"), take("ann")));
    assertThat(places.take("ann")).isEmpty();
    take("ben");
    assertThat(places.take("ben")).as("all are taken").isEmpty();
    anns.removeFirst().close();
    assertThat(places.take("ben")).isPresent();
    assertThat(places.take("ann")).as("all are taken").isEmpty();
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    JobLimits.Place one = take("ann");
    take("ann");
    one.close();
    one.close();
    take("ann");
    assertThat(places.take("ann")).isEmpty();
  }

  @Test
  void whatGoesOnAfterARestartIsNeverRefusedAndCountsOnce() {
    for (int i = 0; i < 5; i++) {
      places.hold("job-" + i, "ann");
      places.hold("job-" + i, "ann");
    }
    for (int i = 0; i < 4; i++) {
      assertThat(places.take("ann")).isEmpty();
      places.release("job-" + i);
    }
    assertThat(places.take("ann")).isPresent();
  }
}
