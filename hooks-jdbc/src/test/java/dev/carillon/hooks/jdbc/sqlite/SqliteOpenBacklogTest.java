package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start reads again what is open: how long that takes, and how much memory it needs. */
@Tag("long")
class SqliteOpenBacklogTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int AT_ONCE = 1_000;

  private static final long MILLIS_MAX = 1_000;
  private static final int STARTS_MAX = 20;

  @TempDir Path folder;

  @Test
  void aHundredThousandOpenDeliveriesAreReadInASecond() throws Exception {
    record(100_000, 4);
    long millis = Long.MAX_VALUE;
    // each in a fresh process; the best of some, since others may be at work on the machine
    for (int starts = 0; starts < STARTS_MAX && millis > MILLIS_MAX; starts++) {
      long[] read = read("-Xmx256m");
      assertThat(read[0]).isEqualTo(100_000);
      millis = Math.min(millis, read[1]);
    }
    assertThat(millis).as("milliseconds").isLessThanOrEqualTo(MILLIS_MAX);
  }

  @Test
  void aMillionOpenDeliveriesNeedLittleMemory() throws Exception {
    record(1_000_000, 10);
    long[] read = read("-Xmx128m");
    assertThat(read[0]).isEqualTo(1_000_000);
    assertThat(read[2]).as("bytes for each million").isLessThan(12_000_000);
  }

  /** Records events of which each of so many webhooks gets a delivery. */
  private void record(int deliveries, int webhooks) {
    try (SqliteDatabase database = SqliteFixture.database(folder.resolve("store.db"))) {
      Store store = SqliteFixture.store(database, new TestCipher(), Clock.systemUTC());
      for (int i = 0; i < webhooks; i++) {
        store
            .webhooks()
            .add(
                Webhook.of(
                    "number " + i, "https://e/", Webhook.Subscription.to(TYPE), Instant.EPOCH));
      }
      TextSnapshot snapshot = new TextSnapshot("x".repeat(200));
      for (int events = 0; events < deliveries / webhooks; events += AT_ONCE) {
        database.write(
            connection -> {
              for (int i = 0; i < AT_ONCE; i++) {
                Event event = Event.of(TYPE, "s", Instant.now(), snapshot);
                store.outbox().append(connection, event);
              }
              return true;
            });
      }
    }
  }

  /** What a process with so much memory says. */
  private long[] read(String memory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpenBacklogProcess.class.getName(),
                folder.resolve("store.db").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(said.strip().split(" ")).mapToLong(Long::parseLong).toArray();
    } finally {
      process.destroy();
    }
  }

  /**
   * Opens the store in a file and says how many deliveries are open in it, how many milliseconds
   * that took, and how many bytes of memory are in use for it.
   */
  static final class OpenBacklogProcess {

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
}
