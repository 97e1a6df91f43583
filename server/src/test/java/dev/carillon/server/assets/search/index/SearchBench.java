package dev.carillon.server.assets.search.index;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Prints how fast the index and the filters are on this machine. Arguments: how many assets. */
final class SearchBench {

  private static final String[] STATUS = {"New", "In progress", "Final", "Rejected", "Archived"};

  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong sequence = new AtomicLong();
  private final int assets;

  private SearchBench(int assets) {
    this.assets = assets;
  }

  static void main(String[] args) throws Exception {
    new SearchBench(args.length == 0 ? 100_000 : Integer.parseInt(args[0])).run();
  }

  private void run() throws Exception {
    Path directory = Files.createTempDirectory("bench");
    try (LuceneIndex index =
        LuceneIndex.open(
            directory,
            Library.language(),
            RelatedAssets.NONE,
            () -> Library.NOW,
            Duration.ofSeconds(5))) {
      updates(index, "create", assets, "");
      updates(index, "update", assets, "");
      updates(index, "update with 128 kB of unchanged text", 3_000, text());
      queries(index);
      readYourWrites(index);
    }
    filters();
  }

  private void updates(LuceneIndex index, String what, int count, String text) throws Exception {
    Semaphore callers = new Semaphore(64);
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < count; n++) {
        int asset = text.isEmpty() ? n % assets : n % 100;
        Metadata metadata = metadata(asset);
        callers.acquire();
        threads.execute(
            () -> {
              index.apply(sequence.incrementAndGet(), "id" + asset, metadata, text);
              callers.release();
            });
      }
    }
    print(what, count, start);
  }

  private void queries(LuceneIndex index) {
    for (String q :
        List.of(
            "",
            "status:final",
            "boat summer",
            "rating:[2 TO 3] status:new",
            "ancestorPaths:\"/Demo Zone/f7\"",
            "id:id77",
            "filename:*77.jpg",
            "assetCreated:[NOW-1DAY TO NOW]")) {
      index.search(new SearchRequest(q, 0, 50, List.of()));
      List<Long> times = new ArrayList<>();
      long start = System.nanoTime();
      while (times.size() < 100) {
        long begin = System.nanoTime();
        index.search(new SearchRequest(q, 0, 50, List.of()));
        times.add(System.nanoTime() - begin);
      }
      times.sort(null);
      print("query '%s', p95 %.2f ms".formatted(q, times.get(94) / 1e6), 100, start);
    }
  }

  private void readYourWrites(LuceneIndex index) {
    long start = System.nanoTime();
    for (int n = 0; n < 300; n++) {
      index.apply(sequence.incrementAndGet(), "id" + n, metadata(n), "");
      index.search(new SearchRequest("id:id" + n, 0, 1, List.of()));
    }
    print("update and search after each", 300, start);
  }

  private void filters() {
    QueryFilters filters = new QueryFilters(Library.language());
    List<QueryFilter> many = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      many.add(filters.compile("status:final AND (tags:t" + n + " OR rating:[2 TO 3])"));
    }
    int matches = 0;
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      for (int n = 0; n < 300; n++) {
        Metadata metadata = metadata(n);
        for (QueryFilter filter : many) {
          matches += filter.matches("id", metadata, () -> "", Instant.EPOCH) ? 1 : 0;
        }
      }
      print("filter, 1,000 for each change (" + matches + " matched)", 300_000, start);
      start = System.nanoTime();
      for (int n = 0; n < 20_000; n++) {
        matches += many.get(n % 10).matches("id", metadata(n), () -> "", Instant.EPOCH) ? 1 : 0;
      }
      print("filter, one for each change (" + matches + " matched)", 20_000, start);
    }
  }

  private Metadata metadata(int n) {
    return Library.metadata(
        "/Demo Zone/f" + n % 100 + "/picture-" + n + ".jpg",
        "status",
        STATUS[random.nextInt(STATUS.length)],
        "rating",
        (long) random.nextInt(6),
        "fileSize",
        random.nextLong(10_000_000),
        "assetCreated",
        Library.NOW.toEpochMilli() - random.nextLong(400 * 86_400_000L),
        "title",
        "A boat in summer number " + n,
        "description",
        "The quick brown fox jumps over the lazy dog near harbour " + n % 977,
        "tags",
        List.of("t" + n % 1_000, "summer", "sea"));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 128 * 1024) {
      text.append("word").append(random.nextInt(20_000)).append(' ');
    }
    return text.toString();
  }

  private static void print(String what, int count, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%-75s %,12.0f/s%n", what, count / seconds);
  }
}
