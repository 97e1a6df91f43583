package dev.carillon.bench.growth;

import dev.carillon.bench.program.Histogram;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.LuceneIndex;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/** How long a search and a change of the index take, with few assets and with many. */
final class GrowthSearch {

  private static final int FEW = 10_000;
  private static final int TIMED = 20_000;
  private static final int SEARCHES = 40;
  private static final List<String> QUERIES =
      List.of(
          "",
          "status:final",
          "boat summer",
          "rating:[2 TO 3] status:new",
          "ancestorPaths:\"/Demo Zone/f7\"",
          "filename:*77.jpg",
          "assetCreated:[NOW-1DAY TO NOW]",
          "tags:t77 -status:archived");

  private final Assets assets = new Assets();
  private final int many;
  private long sequence;

  GrowthSearch(int many) {
    this.many = many;
  }

  Times run(Path folder) throws IOException {
    QueryLanguage language = new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
    try (LuceneIndex index =
        LuceneIndex.open(
            folder.resolve("index"),
            language,
            RelatedAssets.NONE,
            Clock.systemUTC(),
            Duration.ofSeconds(5))) {
      fill(index, 0, FEW);
      updates(index, FEW);
      double updateFew = updates(index, FEW);
      double searchFew = searches(index, FEW);
      fill(index, FEW, many);
      double updateMany = updates(index, many);
      return new Times(searchFew, searches(index, many), updateFew, updateMany);
    }
  }

  private void fill(LuceneIndex index, int from, int to) {
    long start = System.nanoTime();
    for (int n = from; n < to; n++) {
      index.apply(++sequence, Assets.id(n), assets.metadata(n), "");
    }
    System.out.printf(
        "%d assets indexed in %.0f s%n", to - from, (System.nanoTime() - start) / 1e9);
  }

  private double updates(LuceneIndex index, int count) {
    Histogram times = new Histogram();
    for (int n = 0; n < TIMED; n++) {
      int number = (int) (n * 7919L % count);
      Metadata metadata = assets.metadata(number);
      long start = System.nanoTime();
      index.apply(++sequence, Assets.id(number), metadata, "");
      times.record(System.nanoTime() - start);
    }
    System.out.printf("update among %d: p95 %.3f ms%n", count, times.millis(0.95));
    return times.millis(0.95);
  }

  private double searches(LuceneIndex index, int count) throws IOException {
    Histogram all = new Histogram();
    for (String q : QUERIES) {
      SearchRequest request = new SearchRequest(q, 0, 50, List.of());
      if (index.search(request).totalHits() == 0) {
        throw new IOException("nothing is found by " + q);
      }
      Histogram times = new Histogram();
      for (int n = 0; n < SEARCHES; n++) {
        long start = System.nanoTime();
        index.search(request);
        times.record(System.nanoTime() - start);
      }
      System.out.printf("search among %d: p95 %.1f ms, %s%n", count, times.millis(0.95), q);
      all.add(times);
    }
    return all.millis(0.95);
  }

  /** Milliseconds within which 95 of 100 were done. */
  record Times(double searchFew, double searchMany, double updateFew, double updateMany) {}
}
