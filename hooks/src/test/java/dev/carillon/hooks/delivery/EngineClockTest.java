package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The engine's clock while the machine runs, is suspended, and has its wall clock set. */
class EngineClockTest {

  private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

  private final Machine machine = new Machine();
  private final EngineClock clock = EngineClock.startingAt(START, machine);

  @Test
  void itGoesOnAsLongAsTheMachineRuns() {
    machine.runs(Duration.ofMillis(1_500));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(1_500));
  }

  @Test
  void itDoesNotFollowTheWallClock() {
    machine.wall += Duration.ofHours(1).toMillis();
    assertThat(clock.instant()).isEqualTo(START);
    machine.wall -= Duration.ofHours(2).toMillis();
    machine.runs(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void timesOfSuspensionCount() {
    machine.runs(Duration.ofSeconds(5));
    machine.suspended(Duration.ofSeconds(60));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(65));
    machine.runs(Duration.ofSeconds(1));
    machine.suspended(Duration.ofHours(8));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(66).plus(Duration.ofHours(8)));
  }

  @Test
  void aSuspensionIsSeenAfterTheWallClockWasSetToo() {
    machine.wall -= Duration.ofMinutes(10).toMillis();
    clock.instant();
    machine.suspended(Duration.ofSeconds(60));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void shortSuspensionsCountOnceTheyAreASecondTogether() {
    machine.suspended(Duration.ofMillis(400));
    assertThat(clock.instant()).isEqualTo(START);
    machine.suspended(Duration.ofMillis(800));
    assertThat(clock.instant()).isEqualTo(START.plusMillis(1_200));
  }

  @Test
  void itIsNeverSetBack() {
    machine.suspended(Duration.ofSeconds(60));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
    machine.uptime -= Duration.ofSeconds(30).toNanos();
    machine.wall += Duration.ofHours(1).toMillis();
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void whereTheSystemDoesNotSayItTheTimeOfSuspensionIsLeftOut() {
    machine.knowsUptime = false;
    EngineClock unaware = EngineClock.startingAt(START, machine);
    machine.suspended(Duration.ofSeconds(60));
    machine.runs(Duration.ofSeconds(1));
    assertThat(unaware.instant()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void linuxSaysHowLongTheMachineHasBeenOn() {
    assertThat(MachineClocks.parsed("350735.47 234388.90\n")).hasValue(350_735_470_000_000L);
    OptionalLong uptime = MachineClocks.SYSTEM.uptimeNanos();
    assertThat(uptime.isPresent()).isEqualTo(System.getProperty("os.name").equals("Linux"));
  }

  /** A machine whose time the test moves. */
  private static final class Machine implements MachineClocks {
    private long nanos = 77;
    private long wall = START.minusSeconds(3).toEpochMilli();
    private long uptime = Duration.ofDays(3).toNanos();
    private boolean knowsUptime = true;

    void runs(Duration time) {
      nanos += time.toNanos();
      suspended(time);
    }

    void suspended(Duration time) {
      wall += time.toMillis();
      uptime += time.toNanos();
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long wallMillis() {
      return wall;
    }

    @Override
    public OptionalLong uptimeNanos() {
      return knowsUptime ? OptionalLong.of(uptime) : OptionalLong.empty();
    }
  }
}
