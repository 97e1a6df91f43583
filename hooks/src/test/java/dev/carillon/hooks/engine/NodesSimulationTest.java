package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs seeded worlds of several nodes that share a store. That the rules are needed is shown by
 * leaving them out, one at a time: each is missed within a few seeds.
 */
class NodesSimulationTest {

  private static final int SEEDS = 500;
  private static final int SEEDS_LONG = 10_000;
  private static final int CHANGES = 60;

  @Test
  void nothingIsLostDoubledOutOfOrderOrAboveLimitsWhateverHappensToNodes() {
    run(0, SEEDS);
  }

  @Test
  @Tag("long")
  void norInManyMoreWorlds() {
    run(SEEDS, SEEDS_LONG);
  }

  private static void run(long first, long end) {
    long attempts = 0;
    long doubled = 0;
    for (long seed = first; seed < end; seed++) {
      NodesSimulation simulation = new NodesSimulation(seed, BrokenRule.NONE);
      try {
        simulation.run(CHANGES);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
      attempts += simulation.rules().attempts();
      doubled += simulation.rules().doubled();
    }
    assertThat(attempts).isGreaterThan((end - first) * CHANGES / 2);
    assertThat(doubled).as("some attempts are doubled").isBetween(1L, attempts / 20);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aRuleThatIsLeftOutIsMissed(BrokenRule broken) {
    assertThat(firstFailure(broken)).as("%s", broken).isNotEmpty();
  }

  private static String firstFailure(BrokenRule broken) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new NodesSimulation(seed, broken).run(CHANGES);
      } catch (AssertionError violated) {
        return "seed " + seed + ": " + violated.getMessage();
      }
    }
    return "";
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 10; seed++) {
      assertThat(attempts(seed)).isEqualTo(attempts(seed));
    }
  }

  private static int attempts(long seed) {
    NodesSimulation simulation = new NodesSimulation(seed, BrokenRule.NONE);
    simulation.run(CHANGES);
    return simulation.rules().attempts();
  }
}
