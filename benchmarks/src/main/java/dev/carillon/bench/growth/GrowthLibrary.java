package dev.carillon.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.RunningServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How long a search and a change take through the API of a whole server (SQLite), with few assets
 * and with many. The assets are copies of a folder's, which the server itself makes.
 */
final class GrowthLibrary implements AutoCloseable {

  private static final int FOLDER = 1_000;
  private static final int FEW = 10_000;
  private static final int SEARCHES = 40;
  private static final int UPDATES = 400;
  private static final int WARMING = 200;
  private static final String USER = "bench";
  private static final String PASSWORD = "a password for nobody else";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final List<String> STATUS = List.of("New", "In progress", "Final", "Rejected");
  private static final List<String> QUERIES =
      List.of(
          "",
          "status:final",
          "boat summer",
          "rating:[2 TO 3] status:new",
          "ancestorPaths:\"/Library/7\"",
          "filename:*77.jpg",
          "tags:t77 -status:rejected");

  private final RunningServer server;
  private final ServerClient remote;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<String> ids = new ArrayList<>();
  private int folders;

  private GrowthLibrary(RunningServer server, ServerClient remote) {
    this.server = server;
    this.remote = remote;
  }

  /** Grows a library to so many assets. */
  static Times run(Program.Options options, int many) throws IOException, InterruptedException {
    try (GrowthLibrary library = open(options)) {
      library.seed();
      library.grow(FEW);
      library.updates(WARMING);
      double updateFew = library.updates(UPDATES);
      double searchFew = library.searches();
      library.grow(many);
      library.updates(WARMING);
      double updateMany = library.updates(UPDATES);
      return new Times(searchFew, library.searches(), updateFew, updateMany);
    }
  }

  private static GrowthLibrary open(Program.Options options)
      throws IOException, InterruptedException {
    RunningServer server =
        RunningServer.start(
            List.of(options.launcher().toString()),
            options.work().resolve("library"),
            Map.of("CARILLON_ADMIN_USERNAME", USER, "CARILLON_ADMIN_PASSWORD", PASSWORD));
    String url = "http://127.0.0.1:" + server.address().getPort();
    String token =
        new ServerClient(url, new Credentials.None(), LIMIT)
            .form("/services/apilogin", Map.of("username", USER, "password", PASSWORD))
            .path("authToken")
            .asText();
    return new GrowthLibrary(server, new ServerClient(url, new Credentials.Bearer(token), LIMIT));
  }

  private void seed() {
    for (int n = 0; n < FOLDER; n++) {
      Map<String, String> asset =
          Map.of(
              "assetPath", "/Library/0/picture-" + n + ".jpg",
              "title", "A boat in summer number " + n,
              "description", "The quick brown fox jumps near harbour " + n % 977,
              "tags", "t" + n + ", summer, sea",
              "status", STATUS.get(n % STATUS.size()),
              "rating", String.valueOf(n % 6));
      ids.add(remote.form("/services/create", asset).path("id").asText());
    }
    folders = 1;
  }

  private void grow(int assets) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int before = folders;
    while (folders * FOLDER < assets) {
      JsonNode copied =
          remote.form(
              "/services/copy", Map.of("source", "/Library/0", "target", "/Library/" + folders));
      if (copied.has("errorCount") && copied.path("errorCount").asInt() != 0) {
        throw new IOException("not all was copied: " + copied);
      }
      folders++;
    }
    long wanted = (long) folders * FOLDER;
    while (total("") < wanted) {
      Thread.sleep(200);
      if (System.nanoTime() - start > LIMIT.multipliedBy(6).toNanos()) {
        throw new IOException("there are " + total("") + " assets, not " + wanted);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d assets through the API after %.0f s more%n", wanted, folders == before ? 0 : seconds);
  }

  private long total(String query) {
    return remote
        .form("/services/search", Map.of("q", query, "num", "0"))
        .path("totalHits")
        .asLong();
  }

  /** The slowest query's p95, once each has been asked for a while. */
  private double searches() {
    for (int n = 0; n < SEARCHES; n++) {
      QUERIES.forEach(query -> remote.form("/services/search", Map.of("q", query)));
    }
    double worst = 0;
    for (String query : QUERIES) {
      Histogram times = new Histogram();
      for (int n = 0; n < SEARCHES; n++) {
        long start = System.nanoTime();
        var _ = remote.form("/services/search", Map.of("q", query));
        times.record(System.nanoTime() - start);
      }
      System.out.printf(
          "search through the API among %d: p95 %.1f ms, %s%n",
          folders * FOLDER, times.millis(0.95), query);
      worst = Math.max(worst, times.millis(0.95));
    }
    return worst;
  }

  private double updates(int count) {
    Histogram times = new Histogram();
    for (int n = 0; n < count; n++) {
      String id = ids.get(random.nextInt(ids.size()));
      String title = "A boat in winter number " + random.nextInt(1_000_000);
      long start = System.nanoTime();
      var _ = remote.form("/services/update", Map.of("id", id, "title", title));
      times.record(System.nanoTime() - start);
    }
    System.out.printf(
        "update through the API among %d: p95 %.1f ms%n", folders * FOLDER, times.millis(0.95));
    return times.millis(0.95);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** p95 in milliseconds. */
  record Times(double searchFew, double searchMany, double updateFew, double updateMany) {}
}
