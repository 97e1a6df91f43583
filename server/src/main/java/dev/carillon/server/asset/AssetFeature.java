package dev.carillon.server.asset;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.asset.history.History;
import dev.carillon.server.asset.history.HistoryApi;
import dev.carillon.server.asset.version.Versions;
import dev.carillon.server.asset.version.VersionsApi;
import dev.carillon.server.change.Changes;
import dev.carillon.server.event.PayloadRenderer;
import dev.carillon.server.field.Coercion;
import dev.carillon.server.field.Dates;
import dev.carillon.server.field.FieldJson;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.field.Formats;
import dev.carillon.server.file.BlobStore;
import dev.carillon.server.file.RescueRecords;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Routes;
import dev.carillon.server.job.JobRunner;
import dev.carillon.server.search.AssetIndex;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/** Everything about assets, put together. */
public final class AssetFeature {

  private final AssetIndexer indexer;
  private final Changes changes;
  private final BlobStore blobs;
  private final AssetsApi assetsApi;
  private final TransfersApi transfersApi;
  private final SearchApi searchApi;
  private final FilesApi filesApi;
  private final Parts parts;
  private final HistoryApi historyApi;
  private final VersionsApi versionsApi;

  /** Puts it together on these. */
  public AssetFeature(Storage storage, Language language, InstantSource clock) {
    this.changes = storage.changes();
    this.blobs = storage.blobs();
    this.indexer = new AssetIndexer(storage.index(), blobs);
    FieldRegistry registry = language.registry();
    AssetLedger ledger = new AssetLedger(changes, language.renderer(), indexer, clock);
    AssetRules rules = new AssetRules(registry);
    Queries queries = new Queries(storage.index());
    Originals originals = new Originals(blobs);
    History history = new History(changes, clock);
    Assets assets = new Assets(ledger, rules, storage.rescue());
    FieldJson fields = new FieldJson(registry, new Formats(language.timeZone()));
    Hits hits = new Hits(fields);
    MetadataParams metadata =
        new MetadataParams(registry, new Coercion(new Dates(language.timeZone())));
    Bulk bulk = new Bulk(storage.jobs());
    BulkUpdate updates = new BulkUpdate(ledger, rules);
    Transfers transfers = new Transfers(ledger, rules, queries);
    Removals removals = new Removals(ledger, storage.rescue());
    List.of(updates, transfers, removals).forEach(storage.jobs()::add);
    this.assetsApi =
        new AssetsApi(
            assets,
            queries,
            new AssetsApi.Files(originals, history),
            metadata,
            hits,
            updates,
            bulk);
    this.transfersApi = new TransfersApi(transfers, removals, queries, bulk);
    this.parts =
        new Parts(
            assets,
            new Removing(removals, bulk),
            originals,
            history,
            storage.index(),
            queries,
            hits,
            new Wording(registry, metadata, fields));
    this.searchApi = new SearchApi(storage.index(), assets, new SearchParams(registry), hits);
    this.filesApi = new FilesApi(assets, originals, history);
    this.historyApi = new HistoryApi(assets, history, hits);
    this.versionsApi =
        new VersionsApi(
            assets,
            new Versions(changes, ledger, rules, storage.rescue()),
            originals,
            hits,
            history);
  }

  /** Adds all calls about assets. */
  public void routes(Routes routes) {
    assetsApi.routes(routes);
    transfersApi.routes(routes);
    searchApi.routes(routes);
    filesApi.routes(routes);
    historyApi.routes(routes);
    versionsApi.routes(routes);
  }

  /** What other features build on. */
  public Parts parts() {
    return parts;
  }

  /** Once at start, before any call: brings the search index up to date. */
  public void catchUp(Database database) {
    indexer.catchUp(database);
  }

  /** Removes files from the store that are older than this and that nothing refers to. */
  public int sweepFiles(Instant olderThan) {
    return blobs.sweep(olderThan, blob -> changes.read(c -> AssetStore.referenced(c, blob)));
  }

  /**
   * What other features build on.
   *
   * @param history where downloads are written down
   * @param queries finds assets for calls about many
   */
  public record Parts(
      Assets assets,
      Removing removing,
      Originals originals,
      History history,
      AssetIndex index,
      Queries queries,
      Hits hits,
      Wording language) {}

  /** How folders are removed with all that is in them. */
  public record Removing(Removals removals, Bulk bulk) {

    /**
     * Removes a folder; what is checked out counts as an error, and stays.
     *
     * @throws dev.carillon.server.http.Problem 404 where there is no such folder
     */
    public Counts folder(Call call, TreePath path) {
      return bulk.removed(call, removals, path);
    }
  }

  /**
   * How values are read and shown.
   *
   * @param metadata reads them from calls
   * @param fields shows them in answers
   */
  public record Wording(FieldRegistry registry, MetadataParams metadata, FieldJson fields) {}

  /**
   * Where everything is.
   *
   * @param changes makes changes with their events
   * @param blobs keeps files
   * @param rescue keeps what is needed to rescue assets
   * @param index finds assets
   * @param jobs does what takes long
   */
  public record Storage(
      Changes changes, BlobStore blobs, RescueRecords rescue, AssetIndex index, JobRunner jobs) {}

  /**
   * How values are read and shown.
   *
   * @param registry the fields there are
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and read where they say none
   */
  public record Language(
      FieldRegistry registry, PayloadRenderer renderer, Supplier<ZoneId> timeZone) {}
}
