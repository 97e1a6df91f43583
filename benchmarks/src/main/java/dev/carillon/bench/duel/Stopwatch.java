package dev.carillon.bench.duel;

import com.sun.management.OperatingSystemMXBean;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** Time and processor time since a round began. */
public final class Stopwatch {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final LongSupplier cpuNanos;
  private final RunningReceiver receiver;
  private final long nanos = System.nanoTime();
  private final long ownCpu;
  private final long receiverCpu;

  /**
   * Starts now.
   *
   * @param cpuNanos the processor time of the process that does the work
   */
  public Stopwatch(LongSupplier cpuNanos, RunningReceiver receiver) {
    this.cpuNanos = cpuNanos;
    this.receiver = receiver;
    this.ownCpu = cpuNanos.getAsLong();
    this.receiverCpu = receiver.cpuNanos();
  }

  /** Starts now, for work done in this process. */
  public Stopwatch(RunningReceiver receiver) {
    this(SYSTEM::getProcessCpuTime, receiver);
  }

  /** When it was started, by {@link System#nanoTime}. */
  public long startNanos() {
    return nanos;
  }

  /** What was done until then, by what was used until now. */
  public Lap lap(long endNanos) {
    return new Lap(
        endNanos - nanos, cpuNanos.getAsLong() - ownCpu, receiver.cpuNanos() - receiverCpu);
  }

  /**
   * What was used.
   *
   * @param nanos time
   * @param ownCpuNanos processor time of the process that worked
   * @param receiverCpuNanos that of the receiver
   */
  public record Lap(long nanos, long ownCpuNanos, long receiverCpuNanos) {

    /** The round in which so much was done. */
    public Round round(long done, Verdict verdict) {
      return new Round(done, nanos, ownCpuNanos, receiverCpuNanos, verdict);
    }
  }
}
