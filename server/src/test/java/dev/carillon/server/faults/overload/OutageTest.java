package dev.carillon.server.faults.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.load.Manner;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** O2: nobody listens for an hour, in short: as many events in less time, with shorter waits. */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("o2")
class OutageTest {

  private static final int PER_SECOND = FaultRecord.scaled(200, 1000);
  private static final Duration OUTAGE = Duration.ofSeconds(FaultRecord.scaled(10, 720));
  private static final Duration PATIENCE = Duration.ofSeconds(FaultRecord.scaled(60, 600));
  private static final Duration RECOVERY = Duration.ofSeconds(FaultRecord.scaled(4, 360));
  private static final int CONCURRENT = 8;

  /**
   * No retry is further away than the recovery may last, and none is the last one, though each came
   * a fifth sooner.
   */
  private static final List<Duration> WAITS =
      FaultRecord.longForm()
          ? millis(2000, 60_000, 270_000, 280_000, 290_000, 300_000)
          : millis(500, 2000, 2200, 2400, 2600, 2800, 3000, 3200);

  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          new RetrySchedule(WAITS, WAITS.size(), 0.2),
          Set.of(),
          false,
          -1,
          Duration.ofSeconds(5),
          CONCURRENT);

  @TempDir Path temp;

  @Test
  void theBacklogLiesOnDiskAndDrainsWithoutAStampede() throws Exception {
    try (TenWebhooks street = new TenWebhooks(temp, POLICY);
        Owed owed = new Owed(temp.resolve("owed"));
        Owed later = new Owed(temp.resolve("later"))) {
      IntStream.range(0, TenWebhooks.WEBHOOKS)
          .forEach(
              i ->
                  street.receiver.manner(
                      TenWebhooks.name(i), Manner.GOOD.after(Duration.ofMillis(2))));
      rehearse(street);
      Footprint before = leastOfAFew();

      street.receiver.shut();
      street.steadily(PER_SECOND, OUTAGE, owed::add);
      Footprint during = leastOfAFew();
      int acceptedBefore = street.accepted();
      long reopened = System.nanoTime();
      street.receiver.open();
      var arriving =
          CompletableFuture.runAsync(() -> street.steadily(PER_SECOND, RECOVERY, later::add));
      Set<String> heard = street.receiver.heard().keySet();
      long missing = owed.missing(heard, PATIENCE);
      double seconds = (System.nanoTime() - reopened) / 1e9;
      double perSecond = (street.accepted() - acceptedBefore) / seconds;
      arriving.get();
      missing += later.missing(heard, PATIENCE);
      record(before, during, owed.size(), missing, perSecond, street.thereMax());

      assertThat(missing).as("what did not arrive").isZero();
      assertThat(during.heapBytes()).isLessThan(before.heapBytes() * 11 / 10);
      assertThat(perSecond).isGreaterThanOrEqualTo(2 * PER_SECOND);
      assertThat(street.thereMax()).isLessThanOrEqualTo(CONCURRENT);
    }
  }

  /** A short outage, so that whatever it needs for good is there. */
  private static void rehearse(TenWebhooks street) throws InterruptedException {
    street.receiver.shut();
    List<String> owed = street.steadily(PER_SECOND, Duration.ofSeconds(1));
    street.receiver.open();
    assertThat(street.arrived(owed, PATIENCE)).isTrue();
  }

  /** What is tried again just now is in memory, and comes and goes. */
  private static Footprint leastOfAFew() throws InterruptedException {
    Footprint least = Footprint.now();
    for (int i = 0; i < 5; i++) {
      Thread.sleep(200);
      Footprint other = Footprint.now();
      least = other.heapBytes() < least.heapBytes() ? other : least;
    }
    return least;
  }

  private static void record(
      Footprint before, Footprint during, int owed, long missing, double perSecond, int there) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("backlog", owed);
    counts.put("lost", missing);
    counts.put("heap MB before", before.heapMegabytes());
    counts.put("heap MB with it", during.heapMegabytes());
    counts.put("drained/s", Math.round(perSecond));
    counts.put("arriving/s", PER_SECOND);
    counts.put("at one receiver at once", there);
    System.out.println("o2: " + counts);
    FaultRecord.record("o2", counts);
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }

  /** The ids of deliveries that are owed, in a file: in memory they would be what is measured. */
  static final class Owed implements AutoCloseable {

    private final Path file;
    private final BufferedWriter writer;
    private int size;

    /** None yet. */
    Owed(Path file) throws IOException {
      this.file = file;
      this.writer = Files.newBufferedWriter(file);
    }

    /** One more. */
    void add(String delivery) {
      try {
        writer.write(delivery);
        writer.newLine();
        size++;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    int size() {
      return size;
    }

    /** How many of them are not among those heard within this time. */
    long missing(Set<String> heard, Duration patience) throws IOException, InterruptedException {
      writer.flush();
      long deadline = System.nanoTime() + patience.toNanos();
      long missing = missing(heard);
      while (missing > 0 && System.nanoTime() < deadline) {
        Thread.sleep(Math.clamp(missing / 10, 10, 1000));
        missing = missing(heard);
      }
      return missing;
    }

    private long missing(Set<String> heard) throws IOException {
      if (heard.size() < size) {
        return (long) size - heard.size();
      }
      try (Stream<String> ids = Files.lines(file)) {
        return ids.filter(id -> !heard.contains(id)).count();
      }
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
