package dev.carillon.server.faults.search;

import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers that make assets, change and remove them, one call after the other. All that a search is
 * compared by is the status of an asset.
 */
final class AssetLoad implements AutoCloseable {

  private static final int ASSETS_EACH = 200;
  private static final int STATUSES = 40;

  /** Changes follow each other, but leave the processors to the others too. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean stopped;

  private AssetLoad() {}

  /** Starts one writer for each of these clients, all of them below this folder. */
  static AssetLoad below(String folder, List<TestClient> clients) {
    AssetLoad load = new AssetLoad();
    for (TestClient client : clients) {
      Writer writer = load.new Writer(client, folder + "/" + load.writers.size());
      load.writers.add(Thread.ofVirtual().start(writer::run));
    }
    return load;
  }

  /** How many changes were accepted so far. */
  int accepted() {
    return accepted.get();
  }

  /** Changes that were not accepted: what was responded, or that nothing was. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Ends the writers, and waits for their last changes. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread writer : writers) {
      writer.join();
    }
  }

  @Override
  public void close() {
    stopped = true;
  }

  private final class Writer {

    private final TestClient client;
    private final String folder;
    private final List<String> assets = new ArrayList<>();
    private final Random random;
    private int calls;

    Writer(TestClient client, String folder) {
      this.client = client;
      this.folder = folder;
      this.random = new Random(folder.hashCode());
    }

    void run() {
      while (!stopped) {
        try {
          step();
          Thread.sleep(PAUSE);
        } catch (UncheckedIOException cut) {
          failures.add(cut.toString());
          return;
        } catch (InterruptedException ended) {
          return;
        }
      }
    }

    private void step() {
      calls++;
      String status = "s" + random.nextInt(STATUSES);
      int next = assets.isEmpty() ? 0 : random.nextInt(assets.size());
      boolean full = assets.size() >= ASSETS_EACH;
      int kind = assets.isEmpty() ? 0 : random.nextInt(10);
      if (kind < 3 && !full) {
        String path = folder + "/" + calls + ".txt";
        TestResponse made = client.form("/services/create", "assetPath", path, "status", status);
        if (noted(made)) {
          assets.add(made.json().path("id").asText());
        }
      } else if (kind < 8) {
        noted(client.form("/services/update", "id", assets.get(next), "status", status));
      } else if (noted(client.form("/services/remove", "ids", assets.get(next)))) {
        assets.remove(next);
      }
    }

    private boolean noted(TestResponse response) {
      if (response.status() / 100 == 2) {
        accepted.incrementAndGet();
        return true;
      }
      failures.add(response.status() + " " + response.text());
      return false;
    }
  }
}
