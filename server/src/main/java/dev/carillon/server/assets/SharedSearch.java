package dev.carillon.server.assets;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.IndexUpdates;
import dev.carillon.server.assets.asset.StoredChangeLog;
import dev.carillon.server.assets.asset.StoredWriterLease;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.opensearch.IndexLayout;
import dev.carillon.server.assets.search.opensearch.OpenSearchIndex;
import dev.carillon.server.assets.search.query.CpuTask;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.config.SearchConfig;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** The search by an index on OpenSearch, which all nodes share. */
public final class SharedSearch implements SearchWiring {

  private final StoredChangeLog log;
  private final OpenSearchIndex index;
  private volatile long behind;

  /**
   * A search that calls OpenSearch once it is started.
   *
   * @param away whether the file store cannot be used now
   * @param names reads the names of undeclared fields that other nodes have kept
   */
  public SharedSearch(
      SearchConfig.OpenSearch settings,
      Database database,
      BlobStore blobs,
      QueryLanguage language,
      RelatedAssets relations,
      InstantSource clock,
      CpuTask computing,
      BooleanSupplier away,
      Runnable names) {
    this.log = new StoredChangeLog(database, blobs, away, names);
    this.index =
        new OpenSearchIndex(
            settings,
            language,
            relations,
            clock,
            computing,
            log,
            new StoredWriterLease(database, IndexLayout.of(language.fields())));
  }

  @Override
  public AssetSearch index() {
    return index;
  }

  @Override
  public IndexUpdates updates() {
    return log;
  }

  @Override
  public void start() {
    index.start();
  }

  /** What is wrong with OpenSearch; empty where nothing is. */
  public String trouble() {
    return index.trouble();
  }

  /** Whether searches are refused until the index is built. */
  public boolean building() {
    try {
      return index.building();
    } catch (HooksException away) {
      // another check says that the database is away
      return false;
    }
  }

  @Override
  public long applied() {
    return index.searchable();
  }

  @Override
  public long behind() {
    try {
      behind = Math.max(0, log.reach().last() - index.searchable());
    } catch (HooksException away) {
      // as far as was known last
    }
    return behind;
  }

  @Override
  public void close() {
    index.close();
  }
}
