package dev.carillon.server.assets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.api.MetadataParams;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.FilePurge;
import dev.carillon.server.assets.asset.IndexUpdates;
import dev.carillon.server.assets.asset.SeenByCaller;
import dev.carillon.server.assets.asset.VersionRecords;
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkRemoval;
import dev.carillon.server.assets.bulk.BulkUpdate;
import dev.carillon.server.assets.bulk.ProcessesApi;
import dev.carillon.server.assets.content.FileDownloads;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.download.FilesApi;
import dev.carillon.server.assets.download.ZipApi;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.FieldJson;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.history.AssetSummariesApi;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.history.HistoryApi;
import dev.carillon.server.assets.history.Versions;
import dev.carillon.server.assets.history.VersionsApi;
import dev.carillon.server.assets.move.Transfers;
import dev.carillon.server.assets.move.TransfersApi;
import dev.carillon.server.assets.preview.ExternalPreviews;
import dev.carillon.server.assets.preview.PreviewMaker;
import dev.carillon.server.assets.preview.PreviewQueue;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.external.ExternalWiring;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.rendition.PreviewFiles;
import dev.carillon.server.assets.preview.rendition.RenditionService;
import dev.carillon.server.assets.relation.Relations;
import dev.carillon.server.assets.relation.RelationsApi;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.resource.AssetResourceApi;
import dev.carillon.server.assets.resource.FolderResourceApi;
import dev.carillon.server.assets.resource.SignedUrls;
import dev.carillon.server.assets.search.BrowseApi;
import dev.carillon.server.assets.search.ReportApi;
import dev.carillon.server.assets.search.SearchApi;
import dev.carillon.server.assets.search.SearchParams;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.trash.Trash;
import dev.carillon.server.assets.trash.TrashApi;
import dev.carillon.server.assets.upload.IncomingFiles;
import dev.carillon.server.assets.upload.ResumableUploads;
import dev.carillon.server.assets.upload.ResumableUploadsApi;
import dev.carillon.server.assets.upload.UploadLimits;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.TaskTurns;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Assets: their changes, what is read of their files, how they are found, and the calls about them.
 */
public final class LibraryWiring {

  /** So many uploads may have their values read at once: one bad file stops none of the others. */
  private static final int READERS = 3;

  /** A file that nothing refers to may belong to a change that is not committed yet. */
  private static final Duration FILES_KEPT = Duration.ofHours(24);

  private static final Duration PURGED_EVERY = Duration.ofHours(1);

  private static final Duration HISTORY_KEPT = Duration.ofDays(3 * 365);

  private final Changes changes;
  private final BlobStore blobs;
  private final RescueRecords rescue;
  private final FileProcesses processes;
  private final RequestSecrets secrets;
  private final PermissionSource permissionSource;
  private final JobRunner jobs;
  private final AssetSearch index;
  private final LibraryFields registry;
  private final Supplier<ZoneId> timeZone;
  private final InstantSource clock;

  private final AssetLedger ledger;
  private final AssetPermissions permissions;
  private final AssetRules rules;
  private final EmbeddedFields embedded;
  private final OriginalFiles originals;
  private final ResumableUploads uploads;
  private final History history;
  private final Assets assets;

  private final Trash trash;
  private final Relations relations;
  private final Renditions renditions;

  private final MetadataParams metadata;
  private final FieldJson fieldJson;
  private final AssetJson json;

  private final AssetSelection queries;
  private final Bulk bulk;
  private final BulkUpdate updates;
  private final Transfers transfers;
  private final BulkRemoval removals;

  /**
   * Puts it together on these.
   *
   * @param changes makes changes with their events
   * @param blobs keeps files
   * @param rescue keeps what is needed to rescue assets
   * @param index finds assets
   * @param indexer tells it of changes
   * @param jobs does what takes long
   * @param secrets lets links work without a login
   * @param processes decode files
   * @param permissionSource who may do what
   * @param registry the fields there are
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and read where they say none
   * @param trashDays for how many days removed assets are kept
   */
  public LibraryWiring(
      Changes changes,
      BlobStore blobs,
      RescueRecords rescue,
      AssetSearch index,
      IndexUpdates indexer,
      JobRunner jobs,
      RequestSecrets secrets,
      FileProcesses processes,
      PermissionSource permissionSource,
      LibraryFields registry,
      PayloadRenderer renderer,
      Supplier<ZoneId> timeZone,
      IntSupplier trashDays,
      InstantSource clock) {
    this.changes = changes;
    this.blobs = blobs;
    this.rescue = rescue;
    this.processes = processes;
    this.secrets = secrets;
    this.permissionSource = permissionSource;
    this.jobs = jobs;
    this.index = index;
    this.registry = registry;
    this.timeZone = timeZone;
    this.clock = clock;

    ledger = new AssetLedger(changes, renderer, indexer, clock, permissionSource);
    ledger.keepInTrash(trashDays);
    permissions = new AssetPermissions(permissionSource);
    rules = new AssetRules(registry);
    Coercion coercion = new Coercion(new Dates(timeZone));
    embedded =
        new EmbeddedFields(
            blobs, processes.some(READERS, RenderLimits.EMBEDDED), registry, coercion);
    originals = new OriginalFiles(blobs, embedded);
    uploads = new ResumableUploads(changes, blobs, clock, UploadLimits.DEFAULTS);
    history = new History(changes, clock);
    VersionRecords records = new VersionRecords(ledger, rescue);
    assets = new Assets(ledger, rules, records, permissionSource);
    trash = new Trash(changes, ledger, rules, records, trashDays);

    relations = new Relations(changes, assets, clock);
    renditions = new Renditions(new RenditionService(blobs, processes));

    metadata = new MetadataParams(registry, coercion);
    fieldJson = new FieldJson(registry, new DisplayFormats(timeZone));
    json =
        new AssetJson(
            fieldJson, new FileUrls(secrets), permissions, asset -> indexer.text(asset).get());

    queries = new AssetSelection(index, permissions);
    bulk = new Bulk(jobs, permissions);
    updates = new BulkUpdate(ledger, rules, permissions);
    transfers = new Transfers(ledger, rules, permissions, jobs);
    removals = new BulkRemoval(ledger, rescue, permissions);
    List.of(updates, transfers, removals).forEach(jobs::add);
  }

  /**
   * Adds all calls about assets.
   *
   * @param presets those that calls may name
   */
  public void routes(Routes routes, RenditionPresets presets) {
    changeRoutes(routes);
    searchRoutes(routes);
    fileRoutes(routes, presets);
  }

  private void changeRoutes(Routes routes) {
    new AssetsApi(
            assets,
            queries,
            originals,
            new IncomingFiles(originals, uploads),
            history,
            permissions,
            metadata,
            json,
            updates,
            bulk)
        .routes(routes);
    new ResumableUploadsApi(uploads).routes(routes);
    new TransfersApi(transfers, removals, queries, bulk, permissions).routes(routes);
    new RelationsApi(relations, metadata, permissions).routes(routes);
    new ProcessesApi(jobs, clock).routes(routes);
    new TrashApi(trash, permissions, renditions).routes(routes);
  }

  private void searchRoutes(Routes routes) {
    StoredRelations related =
        new StoredRelations(changes, new SeenByCaller(changes, permissionSource));
    new SearchApi(
            index,
            new SearchParams(registry),
            assets,
            permissions,
            json,
            relations,
            related,
            originals::storagePath,
            new QueryLanguage(registry, timeZone))
        .routes(routes);
    new BrowseApi(changes, index, assets, permissions).routes(routes);
  }

  private void fileRoutes(Routes routes, RenditionPresets presets) {
    FileDownloads files = new FileDownloads(assets, secrets, permissions);
    new FilesApi(files, originals, history, renditions, presets).routes(routes);

    new ZipApi(
            assets, permissions, queries, originals, renditions, new PreviewFiles(blobs), presets)
        .routes(routes);
    new HistoryApi(assets, permissions, history, json).routes(routes);
    new AssetSummariesApi(assets, permissions, history, json).routes(routes);
    Versions versions =
        new Versions(
            changes, ledger, rules, rescue, new VersionRecords(ledger, rescue), permissionSource);
    new VersionsApi(assets, permissions, versions, originals, json, history, renditions)
        .routes(routes);
  }

  /**
   * Adds the calls about assets and folders that came later, and reports.
   *
   * @param presets those that URLs may name
   * @param engine by which URLs expire
   */
  public void resourceRoutes(
      Routes routes, RenditionPresets presets, Folders folders, InstantSource engine) {
    new ReportApi(registry, permissions, assets, fieldJson, queries).routes(routes);
    new FolderResourceApi(folders, permissions, metadata, fieldJson, bulk, removals).routes(routes);
    new AssetResourceApi(assets, permissions, index, json, metadata, originals, renditions, history)
        .routes(routes);
    new SignedUrls(assets, permissions, json, engine, presets).routes(routes);
  }

  /** All assets. */
  public Assets assets() {
    return assets;
  }

  /** Who may do what with them. */
  public AssetPermissions permissions() {
    return permissions;
  }

  /** Their files. */
  public OriginalFiles originals() {
    return originals;
  }

  /** Where removed assets are, for a while. */
  public Trash trash() {
    return trash;
  }

  /** Where downloads are written down. */
  public History history() {
    return history;
  }

  /** Finds assets for calls about many. */
  public AssetSelection queries() {
    return queries;
  }

  /** The fields there are. */
  public LibraryFields registry() {
    return registry;
  }

  /** Pictures of assets, with any settings, made on request. */
  public Renditions renditions() {
    return renditions;
  }

  /** What is in containers, and what belongs together. */
  public Relations relations() {
    return relations;
  }

  /** Lets external engines make previews; before {@link #startPreviews}. */
  public ExternalWiring external(Database database, ExternalWiring.Outside outside) {
    ExternalWiring external =
        ExternalWiring.open(database, clock, assets, blobs, originals, secrets, outside);
    rules.external(external::handles);
    renditions.external(external.previews());
    return external;
  }

  /**
   * Once, when the index is up to date: makes the previews that are missing, until it is closed.
   *
   * @param epoch this node's, now
   * @param external who makes some of them elsewhere
   */
  public AutoCloseable startPreviews(
      Database database, LongSupplier epoch, ExternalPreviews external) {
    PreviewMaker maker =
        new PreviewMaker(
            assets, new PreviewQueue(database, clock, epoch), blobs, processes, embedded, external);
    ledger.onPreviewsWait(maker::wake);
    maker.start();
    return maker;
  }

  /**
   * Has assets whose time in the trash is over, files that nothing refers to, and what was done
   * years ago removed again and again.
   *
   * @param turns lets one node at a time do it
   */
  public void purgeBy(PeriodicTasks tasks, TaskTurns turns) {
    tasks.every(
        Duration.ofMinutes(1),
        PURGED_EVERY,
        "removing old files and history",
        () -> {
          Instant old = blobs.notAfterFiles(clock.instant()).minus(FILES_KEPT);
          // those of an object store are on each node
          blobs.purgeDrafts(old);
          uploads.purge();
          if (!turns.take("files and history", PURGED_EVERY.dividedBy(2))) {
            return;
          }
          trash.purge();
          purgeFiles(old);
          history.purge(clock.instant().minus(HISTORY_KEPT));
        });
  }

  /** Removes files from the store that are older than this and that nothing refers to. */
  public int purgeFiles(Instant olderThan) {
    return new FilePurge(changes, blobs, rescue, assets).run(olderThan);
  }
}
