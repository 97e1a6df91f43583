package dev.carillon.bench.duel;

import com.sun.management.OperatingSystemMXBean;
import dev.carillon.bench.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.lang.management.ManagementFactory;

/** Time and processor time since a round began. */
public final class Stopwatch {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final RunningReceiver receiver;
  private final long nanos = System.nanoTime();
  private final long ownCpu = SYSTEM.getProcessCpuTime();
  private final long receiverCpu;

  /** Starts now. */
  public Stopwatch(RunningReceiver receiver) {
    this.receiver = receiver;
    this.receiverCpu = receiver.cpuNanos();
  }

  /** When it was started, by {@link System#nanoTime}. */
  public long startNanos() {
    return nanos;
  }

  /** What was done until then, by what was used until now. */
  public Lap lap(long endNanos) {
    return new Lap(
        endNanos - nanos, SYSTEM.getProcessCpuTime() - ownCpu, receiver.cpuNanos() - receiverCpu);
  }

  /**
   * What was used.
   *
   * @param nanos time
   * @param ownCpuNanos processor time of this process
   * @param receiverCpuNanos that of the receiver
   */
  public record Lap(long nanos, long ownCpuNanos, long receiverCpuNanos) {

    /** The round in which so much was done. */
    public Round round(long done, Verdict verdict) {
      return new Round(done, nanos, ownCpuNanos, receiverCpuNanos, verdict);
    }
  }
}
