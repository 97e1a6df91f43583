package dev.carillon.bench.duel;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.LongSupplier;

/** Time and processor time since a round began. */
public final class Stopwatch {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final long process;
  private final LongSupplier cpuNanos;
  private final LongSupplier allocatedBytes;
  private final RunningReceiver receiver;
  private final ThreadTimes threads;
  private final long allocated;
  private final long nanos = System.nanoTime();
  private final long ownCpu;
  private final long receiverCpu;

  /**
   * Starts now.
   *
   * @param process the process that does the work
   * @param cpuNanos its processor time
   */
  public Stopwatch(long process, LongSupplier cpuNanos, RunningReceiver receiver) {
    this(process, cpuNanos, () -> 0, receiver);
  }

  /** Starts now, for work done in this process. */
  public Stopwatch(RunningReceiver receiver) {
    this(
        ProcessHandle.current().pid(),
        SYSTEM::getProcessCpuTime,
        THREADS::getTotalThreadAllocatedBytes,
        receiver);
  }

  private Stopwatch(
      long process, LongSupplier cpuNanos, LongSupplier allocated, RunningReceiver receiver) {
    this.process = process;
    this.cpuNanos = cpuNanos;
    this.allocatedBytes = allocated;
    this.receiver = receiver;
    this.threads = ThreadTimes.of(process);
    this.allocated = allocated.getAsLong();
    this.ownCpu = cpuNanos.getAsLong();
    this.receiverCpu = receiver.cpuNanos();
  }

  /** When it was started, by {@link System#nanoTime}. */
  public long startNanos() {
    return nanos;
  }

  /** What was done until then, by what was used until now. */
  public Lap lap(long endNanos) {
    return new Lap(
        endNanos - nanos,
        cpuNanos.getAsLong() - ownCpu,
        receiver.cpuNanos() - receiverCpu,
        ThreadTimes.of(process).since(threads),
        allocatedBytes.getAsLong() - allocated);
  }

  /**
   * What was used.
   *
   * @param nanos time
   * @param ownCpuNanos processor time of the process that worked
   * @param receiverCpuNanos that of the receiver
   * @param threadNanos that of the process that worked, by groups of threads
   * @param allocatedBytes what its threads allocated
   */
  public record Lap(
      long nanos,
      long ownCpuNanos,
      long receiverCpuNanos,
      Map<String, Long> threadNanos,
      long allocatedBytes) {

    /** The round in which so much was done. */
    public Round round(long done, Verdict verdict) {
      return new Round(
          done, nanos, ownCpuNanos, receiverCpuNanos, verdict, threadNanos, allocatedBytes);
    }
  }
}
