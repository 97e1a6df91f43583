package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs seeded worlds. {@code -Dcarillon.faults=long} runs more of them, and keeps the count. */
@Tag("faults")
@Tag("c6")
class DispatcherSimulationTest {

  private static final String FORM = System.getProperty("carillon.faults", "short");
  private static final int SEEDS =
      switch (FORM) {
        case "long" -> 10_000;
        // once for each mutant of the engine
        case "mutants" -> 12;
        default -> 500;
      };
  private static final int CHANGES = 60;
  private static final int REPLAYS = 10;

  @Test
  void everythingIsSettledOnceInOrderAndWithinLimitsWhateverHappens() throws IOException {
    long attempts = 0;
    long redelivered = 0;
    long held = 0;
    long heldBack = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        Simulation simulation = new Simulation(seed);
        if (seed % 2 == 1) {
          simulation.reordering(seed);
        }
        simulation.run(CHANGES);
        attempts += simulation.attempts();
        redelivered += simulation.redelivered();
        held += simulation.held();
        heldBack += simulation.heldBack();
      } catch (AssertionError | RuntimeException failure) {
        SimulationRecord.write("c6", FORM, seed + 1, attempts, 1);
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
    SimulationRecord.write("c6", FORM, SEEDS, attempts, 0);
    assertThat(attempts).isGreaterThan(SEEDS * (long) CHANGES);
    assertThat(redelivered).isGreaterThan(SEEDS);
    assertThat(held).isGreaterThan(SEEDS);
    assertThat(heldBack).isGreaterThan(SEEDS);
  }

  /**
   * A redelivery of what was called off while its attempt was on the wire; a loop that waits for a
   * permit behind another one.
   */
  @Test
  void seedsThatHaveFailedPass() {
    for (long seed : new long[] {882, 1306}) {
      new Simulation(seed).run(CHANGES);
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    Set<Long> traces = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      long first = trace(seed);
      for (int replay = 1; replay < REPLAYS; replay++) {
        assertThat(trace(seed)).as("seed %d", seed).isEqualTo(first);
      }
      traces.add(first);
    }
    assertThat(traces).as("other seeds are other runs").hasSize(20);
  }

  @Test
  void aSeedThatFailsFailsInTheSameWayEachTime() {
    Set<String> failures = new HashSet<>();
    for (int replay = 0; replay < REPLAYS; replay++) {
      failures.add(failure(new Simulation(7).storingTwice(30)));
    }
    assertThat(failures).singleElement().asString().contains("no attempt is made twice");
  }

  private static long trace(long seed) {
    Simulation simulation = new Simulation(seed);
    simulation.run(CHANGES);
    return simulation.trace();
  }

  private static String failure(Simulation simulation) {
    try {
      simulation.run(CHANGES);
      return "none";
    } catch (AssertionError failed) {
      return simulation.trace() + ": " + failed.getMessage();
    }
  }
}
