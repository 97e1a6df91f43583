package dev.carillon.hooks.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * The engine's clock: a start time plus what has passed since by {@link System#nanoTime}. It is
 * never set back and does not follow the wall clock, so that due times neither storm nor stall.
 *
 * <p>Where the clock of {@code nanoTime} stands still while the machine is suspended, as on Linux,
 * that time is added: otherwise a node would take its lease for valid that has ended meanwhile, and
 * retries would be late by as long. If the wall clock is ahead, the machine may have been
 * suspended; its uptime says for how long. A virtual machine that its host has stopped with all its
 * clocks cannot notice that.
 */
public final class EngineClock implements InstantSource {

  /** A difference from which on the operating system is asked; well below any lease. */
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(EngineClock.class.getName());

  private final Instant start;
  private final MachineClocks machine;
  private final long startNanos;
  private final OptionalLong startUptime;

  /** How far the wall clock was ahead of {@code nanoTime} when it was last read. */
  private volatile long aheadMillis;

  private volatile long suspendedNanos;

  private EngineClock(Instant start, MachineClocks machine) {
    this.start = start;
    this.machine = machine;
    this.startNanos = machine.nanos();
    this.startUptime = machine.uptimeNanos();
    this.aheadMillis = machine.wallMillis() - startNanos / 1_000_000;
  }

  /** A clock that shows this time now: the wall clock's, or that of the store. */
  public static EngineClock startingAt(Instant start) {
    return startingAt(start, MachineClocks.SYSTEM);
  }

  /** The same by other clocks. */
  static EngineClock startingAt(Instant start, MachineClocks machine) {
    return new EngineClock(start, machine);
  }

  @Override
  public Instant instant() {
    long nanos = machine.nanos();
    long ahead = machine.wallMillis() - nanos / 1_000_000;
    if (Math.abs(ahead - aheadMillis) >= NOTICED.toMillis()) {
      lookForSuspension();
    }
    return start.plusNanos(nanos - startNanos + suspendedNanos);
  }

  /** The wall clock was set, or the machine was suspended. */
  private synchronized void lookForSuspension() {
    OptionalLong uptime = machine.uptimeNanos();
    // last: what passes between the two must not look like a suspension
    long nanos = machine.nanos();
    aheadMillis = machine.wallMillis() - nanos / 1_000_000;
    if (startUptime.isEmpty() || uptime.isEmpty()) {
      return;
    }
    long suspended = uptime.getAsLong() - startUptime.getAsLong() - (nanos - startNanos);
    Duration more = Duration.ofNanos(suspended - suspendedNanos);
    if (more.compareTo(NOTICED) >= 0) {
      suspendedNanos = suspended;
      LOG.log(Level.WARNING, "This machine was suspended for {0} s", more.toSeconds());
    }
  }
}
