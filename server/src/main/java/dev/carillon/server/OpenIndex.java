package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.AssetIndexer;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.search.index.LuceneIndex;
import dev.carillon.server.assets.search.index.RebuiltIndex;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.http.capacity.CpuPool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Opens the index of assets; one that was made for another database is made anew. */
final class OpenIndex {

  private static final Duration COMMIT_EVERY = Duration.ofSeconds(5);

  private OpenIndex() {}

  static LuceneIndex in(
      Path home,
      InstantSource wall,
      Database database,
      CpuPool cpu,
      QueryLanguage language,
      StoredRelations relations) {
    Path directory = home.resolve("index");
    LuceneIndex index = LuceneIndex.open(directory, language, relations, wall, COMMIT_EVERY);
    if (AssetIndexer.foreign(index, database)) {
      index.close();
      RebuiltIndex.drop(directory);
      index = LuceneIndex.open(directory, language, relations, wall, COMMIT_EVERY);
    }
    index.computedBy(cpu::run);
    return index;
  }
}
