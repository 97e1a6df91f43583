package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DispatcherSimulationTest {

  private static final int SEEDS = 500;

  @Test
  void everythingIsSettledOnceInOrderAndWithinLimitsWhateverHappens() {
    int attempts = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        Simulation simulation = new Simulation(seed);
        simulation.run(60);
        attempts += simulation.attempts();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
    assertThat(attempts).isGreaterThan(SEEDS * 60);
  }
}
