package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Opens the store in a file and says how many deliveries are open in it, how many milliseconds that
 * took, and how many bytes of memory are in use for it.
 */
final class OpenBacklogProcess {

  private OpenBacklogProcess() {}

  public static void main(String[] arguments) {
    Embedder embedder = Embedder.of(new TestCipher(), SubjectFilter::read);
    try (SqliteDatabase database = SqliteDatabase.open(Path.of(arguments[0]))) {
      long before = used();
      long began = System.nanoTime();
      var opened = SqliteStore.opened(database, embedder, Clock.systemUTC(), StoreLimits.DEFAULT);
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      long bytes = used() - before;
      long open = opened.store().log().count(DeliveryFilter.ALL.in("pending"), 2_000_000).count();
      System.out.println(open + " " + millis + " " + bytes);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
