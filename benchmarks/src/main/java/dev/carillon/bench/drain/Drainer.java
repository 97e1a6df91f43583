package dev.carillon.bench.drain;

import dev.carillon.bench.program.Machine;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.SystemResolver;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The process that sends a backlog: the core as an embedder has it, and nothing else. Prints the
 * seconds it took, the peak of its heap and of its resident memory in MiB, the seconds that
 * collecting took, and the seconds of processor time.
 */
final class Drainer {

  private static final double MEBIBYTE = 1 << 20;
  private static final AddressGuard GUARD = new AddressGuard(AddressGuard.LOOPBACK, Set.of());

  private Drainer() {}

  /**
   * Ends when everything was settled.
   *
   * @param arguments the folder of the backlog, how many deliveries it has
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    CountDownLatch owed = new CountDownLatch(Integer.parseInt(arguments[1]));
    HooksListener counting =
        new HooksListener() {
          @Override
          public void settled(Settlement settlement) {
            owed.countDown();
          }
        };
    long started = System.nanoTime();
    try (SqliteDatabase database = Backlog.database(folder);
        SystemResolver resolver = new SystemResolver()) {
      Store store = Backlog.store(database, folder);
      HttpSender sender = new HttpSender(resolver, () -> GUARD);
      try (var _ = HooksEngine.start(store.config(sender).with(counting))) {
        owed.await();
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
            "%s %s %s %s %s%n",
            seconds, heapPeak(), residentPeak(), collectingSeconds(), Machine.cpuNanos() / 1e9);
      }
    }
  }

  /** The peaks of all parts of the heap, as if they had come at once. */
  private static double heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MEBIBYTE;
  }

  private static double residentPeak() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
  }

  private static double collectingSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        / 1000.0;
  }
}
