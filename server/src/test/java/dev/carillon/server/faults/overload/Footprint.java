package dev.carillon.server.faults.overload;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process uses.
 *
 * @param heapBytes after a collection
 * @param threads platform threads
 * @param handles open files and sockets
 */
record Footprint(long heapBytes, int threads, long handles) {

  private static final int COLLECTIONS = 3;

  /** Collects garbage and looks. */
  static Footprint now() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return new Footprint(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getOpenFileDescriptorCount());
  }

  double heapMegabytes() {
    return Math.round(heapBytes / 1e5) / 10.0;
  }
}
