package dev.carillon.server.assets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.asset.AssetAccess;
import dev.carillon.server.assets.asset.AssetIndexer;
import dev.carillon.server.assets.asset.AssetJson;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetStore;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.FileAccess;
import dev.carillon.server.assets.asset.FileUrls;
import dev.carillon.server.assets.asset.MetadataParams;
import dev.carillon.server.assets.asset.Originals;
import dev.carillon.server.assets.asset.RequestSecrets;
import dev.carillon.server.assets.asset.SeenByCaller;
import dev.carillon.server.assets.asset.VersionStore;
import dev.carillon.server.assets.asset.VisibleAssets;
import dev.carillon.server.assets.browse.BrowseApi;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkUpdate;
import dev.carillon.server.assets.bulk.Counts;
import dev.carillon.server.assets.bulk.ProcessesApi;
import dev.carillon.server.assets.bulk.Queries;
import dev.carillon.server.assets.bulk.Removals;
import dev.carillon.server.assets.download.FilesApi;
import dev.carillon.server.assets.download.ZipApi;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.assets.field.FieldJson;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Formats;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Rights;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.history.HistoryApi;
import dev.carillon.server.assets.history.Versions;
import dev.carillon.server.assets.history.VersionsApi;
import dev.carillon.server.assets.move.Transfers;
import dev.carillon.server.assets.move.TransfersApi;
import dev.carillon.server.assets.preview.ExternalPreviews;
import dev.carillon.server.assets.preview.OnDemandRenditions;
import dev.carillon.server.assets.preview.PresetLookup;
import dev.carillon.server.assets.preview.PreviewMaker;
import dev.carillon.server.assets.preview.PreviewTasks;
import dev.carillon.server.assets.preview.PreviewsApi;
import dev.carillon.server.assets.preview.external.ExternalFeature;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.PreviewFiles;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.process.RenditionService;
import dev.carillon.server.assets.relation.Members;
import dev.carillon.server.assets.relation.Relations;
import dev.carillon.server.assets.relation.RelationsApi;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.search.SearchApi;
import dev.carillon.server.assets.search.SearchParams;
import dev.carillon.server.assets.search.Shown;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Everything about assets, put together. */
public final class AssetFeature {

  /** So many uploads may have their values read at once: one bad file stops none of the others. */
  private static final int READERS = 3;

  /** A file that nothing refers to may belong to a change that is not committed yet. */
  private static final Duration FILES_KEPT = Duration.ofHours(24);

  private static final Duration HISTORY_KEPT = Duration.ofDays(3 * 365);

  private final AssetIndexer indexer;
  private final Changes changes;
  private final BlobStore blobs;
  private final RescueRecords rescue;
  private final FileProcesses processes;
  private final RequestSecrets secrets;
  private final AssetRules rules;
  private final EmbeddedFields embedded;
  private final Assets assets;
  private final AssetLedger ledger;
  private final InstantSource clock;
  private final AssetsApi assetsApi;
  private final TransfersApi transfersApi;
  private final SearchApi searchApi;
  private final FilesApi filesApi;
  private final Relations relations;
  private final RelationsApi relationsApi;
  private final BrowseApi browseApi;
  private final OnDemandRenditions renditions;
  private final PreviewsApi previewsApi;
  private final ZipApi zipApi;
  private final Parts parts;
  private final HistoryApi historyApi;
  private final VersionsApi versionsApi;
  private final ProcessesApi processesApi;

  /** Puts it together on these. */
  public AssetFeature(Storage storage, Language language, InstantSource clock) {
    this.changes = storage.changes();
    this.blobs = storage.blobs();
    this.rescue = storage.rescue();
    this.processes = storage.processes();
    this.secrets = storage.secrets();
    this.indexer = new AssetIndexer(storage.index(), blobs);
    LibraryFields registry = language.registry();
    this.clock = clock;
    this.ledger = new AssetLedger(changes, language.renderer(), indexer, clock, storage.rights());
    AssetAccess guard = new AssetAccess(storage.rights());
    this.rules = new AssetRules(registry);
    Queries queries = new Queries(storage.index(), guard);
    Coercion coercion = new Coercion(new Dates(language.timeZone()));
    this.embedded =
        new EmbeddedFields(
            blobs, processes.some(READERS, RenderLimits.EMBEDDED), registry, coercion);
    Originals originals = new Originals(blobs, embedded);
    History history = new History(changes, clock);
    this.assets = new Assets(ledger, rules, storage.rescue(), storage.rights());
    VisibleAssets seen = new VisibleAssets(assets, guard);
    FieldJson fields = new FieldJson(registry, new Formats(language.timeZone()));
    AssetJson hits =
        new AssetJson(
            fields, new FileUrls(storage.secrets()), guard, asset -> indexer.text(asset).get());
    MetadataParams metadata = new MetadataParams(registry, coercion);
    Bulk bulk = new Bulk(storage.jobs(), guard);
    BulkUpdate updates = new BulkUpdate(ledger, rules, guard);
    Transfers transfers = new Transfers(ledger, rules, guard);
    Removals removals = new Removals(ledger, storage.rescue(), guard);
    List.of(updates, transfers, removals).forEach(storage.jobs()::add);
    this.assetsApi =
        new AssetsApi(
            assets,
            queries,
            new AssetsApi.Files(originals, history, guard),
            metadata,
            hits,
            updates,
            bulk);
    this.processesApi = new ProcessesApi(storage.jobs(), clock);
    this.transfersApi = new TransfersApi(transfers, removals, queries, bulk, guard);
    this.relations = new Relations(changes, assets, clock);
    this.relationsApi = new RelationsApi(relations, metadata, guard);
    this.searchApi =
        new SearchApi(
            storage.index(),
            new SearchParams(registry),
            new Shown(
                seen,
                hits,
                new Shown.Ties(
                    relations,
                    new StoredRelations(changes, new SeenByCaller(changes, storage.rights()))),
                new Shown.Files(asset -> indexer.text(asset).get(), originals::storagePath),
                new QueryLanguage(registry, language.timeZone())));
    this.browseApi = new BrowseApi(changes, storage.index(), seen);
    FileAccess access = new FileAccess(assets, storage.secrets(), guard);
    this.filesApi = new FilesApi(access, originals, history);
    PreviewFiles previews = new PreviewFiles(blobs);
    this.renditions = new OnDemandRenditions(new RenditionService(blobs, processes));
    this.previewsApi = new PreviewsApi(access, renditions);
    this.zipApi = new ZipApi(seen, queries, originals, renditions, previews);
    this.parts =
        new Parts(
            assets,
            guard,
            new Removing(removals, bulk),
            originals,
            history,
            storage.index(),
            queries,
            hits,
            new Wording(registry, metadata, fields));
    this.historyApi = new HistoryApi(seen, history, hits);
    this.versionsApi =
        new VersionsApi(
            seen,
            new Versions(changes, ledger, rules, storage.rescue(), storage.rights()),
            originals,
            hits,
            history);
  }

  /** Adds all calls about assets. */
  public void routes(Routes routes) {
    assetsApi.routes(routes);
    transfersApi.routes(routes);
    searchApi.routes(routes);
    browseApi.routes(routes);
    relationsApi.routes(routes);
    filesApi.routes(routes);
    previewsApi.routes(routes);
    zipApi.routes(routes);
    historyApi.routes(routes);
    versionsApi.routes(routes);
    processesApi.routes(routes);
  }

  /** Pictures of assets, with any settings, made on request. */
  public OnDemandRenditions renditions() {
    return renditions;
  }

  /** What is in containers. */
  public Members members() {
    return relations::members;
  }

  /** What other features build on. */
  public Parts parts() {
    return parts;
  }

  /** Once at start, before any call: brings the search index up to date. */
  public void catchUp(Database database) {
    indexer.catchUp(database);
  }

  /** The store's last change: the index should come to it. */
  public long lastChange(Database database) {
    return indexer.last(database);
  }

  /** Lets calls that make renditions name presets; before any call. */
  public void presets(PresetLookup presets) {
    previewsApi.presets(presets);
    zipApi.presets(presets);
  }

  /** Lets external engines make previews; before {@link #startPreviews}. */
  public ExternalFeature external(Database database, ExternalFeature.Outside outside) {
    ExternalFeature external =
        new ExternalFeature(
            new ExternalFeature.Storage(database, clock, assets, blobs, parts.originals(), secrets),
            outside);
    rules.external(external::handles);
    renditions.external(external.previews());
    return external;
  }

  /**
   * Once after {@link #catchUp}: makes the previews that are missing, until it is closed.
   *
   * @param external who makes some of them elsewhere
   */
  public AutoCloseable startPreviews(Database database, ExternalPreviews external) {
    PreviewMaker maker =
        new PreviewMaker(
            assets, new PreviewTasks(database, clock), blobs, processes, embedded, external);
    ledger.onPreviewsWait(maker::wake);
    maker.start();
    return maker;
  }

  /** Has files that nothing refers to removed again and again, and what was done years ago. */
  public void sweepBy(PeriodicTasks tasks) {
    tasks.every(
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        "removing old files and history",
        () -> {
          sweepFiles(clock.instant().minus(FILES_KEPT));
          parts.history().sweep(clock.instant().minus(HISTORY_KEPT));
        });
  }

  /** Removes files from the store that are older than this and that nothing refers to. */
  public int sweepFiles(Instant olderThan) {
    Set<String> rescuable = lost();
    return blobs.sweep(
        olderThan,
        blob -> rescuable.contains(blob) || changes.read(c -> AssetStore.referenced(c, blob)));
  }

  /** Files of assets that the database has lost: they are kept until somebody rescues them. */
  private Set<String> lost() {
    Set<String> lost = new HashSet<>();
    if (rescue.count() > changes.read(VersionStore::count)) {
      rescue.each(
          entries -> {
            Set<String> there = new HashSet<>();
            assets
                .list(entries.stream().map(RescueRecords.Entry::id).distinct().toList())
                .forEach(asset -> there.add(asset.id()));
            entries.stream()
                .filter(entry -> !there.contains(entry.id()))
                .forEach(entry -> lost.add(entry.blob()));
          },
          unreadable -> {});
    }
    return lost;
  }

  /**
   * What other features build on.
   *
   * @param guard who may do what with assets
   * @param history where downloads are written down
   * @param queries finds assets for calls about many
   */
  public record Parts(
      Assets assets,
      AssetAccess guard,
      Removing removing,
      Originals originals,
      History history,
      AssetIndex index,
      Queries queries,
      AssetJson hits,
      Wording language) {}

  /** How folders are removed with all that is in them. */
  public record Removing(Removals removals, Bulk bulk) {

    /**
     * Removes a folder; what is checked out counts as an error, and stays.
     *
     * @throws dev.carillon.server.platform.http.Problem 404 where there is no such folder
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
   * @param secrets lets links work without a log-in
   * @param processes decode files
   * @param rights who may do what
   */
  public record Storage(
      Changes changes,
      BlobStore blobs,
      RescueRecords rescue,
      AssetIndex index,
      JobRunner jobs,
      RequestSecrets secrets,
      FileProcesses processes,
      Rights rights) {}

  /**
   * How values are read and shown.
   *
   * @param registry the fields there are
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and read where they say none
   */
  public record Language(
      LibraryFields registry, PayloadRenderer renderer, Supplier<ZoneId> timeZone) {}
}
