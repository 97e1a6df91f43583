package dev.carillon.server;

import dev.carillon.server.accounts.login.Accounts.Membership;
import dev.carillon.server.accounts.permission.PermissionWiring;
import dev.carillon.server.assets.LibraryWiring;
import dev.carillon.server.assets.LocalSearch;
import dev.carillon.server.assets.SearchWiring;
import dev.carillon.server.assets.SharedSearch;
import dev.carillon.server.assets.asset.FileStoreCheck;
import dev.carillon.server.assets.asset.IndexLog;
import dev.carillon.server.assets.asset.SeenByCaller;
import dev.carillon.server.assets.asset.TrashStore;
import dev.carillon.server.assets.comment.Comments;
import dev.carillon.server.assets.comment.CommentsApi;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.field.CustomFields;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileRemovals;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.folder.FoldersApi;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.RenditionPresetsApi;
import dev.carillon.server.assets.preview.external.ExternalWiring;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.resource.FieldsApi;
import dev.carillon.server.assets.search.saved.SavedSearches;
import dev.carillon.server.assets.search.saved.SavedSearchesApi;
import dev.carillon.server.assets.share.MailSender;
import dev.carillon.server.assets.share.ShareWiring;
import dev.carillon.server.assets.translations.Translations;
import dev.carillon.server.assets.translations.TranslationsApi;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.health.IndexProgress;
import dev.carillon.server.operations.home.LastRun;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.database.TaskTurns;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.eventtypes.EventSubjects;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The area of assets, wired: assets and folders, their search, their files and pictures, and share
 * links.
 *
 * @param search finds assets
 * @param fileStore whether the file store can be used
 * @param folders what is done to folders
 * @param presets how users want renditions
 * @param savedSearches the searches that users keep
 * @param comments what users say about assets
 * @param external who makes previews elsewhere
 */
record AssetWiring(
    PlatformWiring platform,
    FieldWiring fields,
    PermissionWiring permissions,
    BlobStore blobs,
    SearchWiring search,
    LibraryWiring assets,
    FileStoreWatch fileStore,
    Folders folders,
    RenditionPresets presets,
    SavedSearches savedSearches,
    Comments comments,
    ExternalWiring external,
    ShareWiring shares) {

  private static final String EXTERNAL_CHECK = "externalProcessing";
  private static final String SEARCH_CHECK = "search";

  /**
   * Opens it; the index is up to date on return, and missing previews are being made.
   *
   * @param outside how external engines are reached
   */
  static AssetWiring open(
      PlatformWiring platform,
      FieldWiring fields,
      Changes changes,
      PermissionWiring permissions,
      ExternalWiring.Outside outside,
      ResourceStack closing) {
    Path home = platform.config().home();
    BlobStore blobs =
        new BlobStore(platform.files(), platform.reserve(), FileRemovals.of(platform.database()));
    FileStoreCheck.refuseOther(
        platform.database(),
        platform.files(),
        LastRun.read(home).flatMap(last -> last.fileStore(home)));
    FileStoreWatch watch = closing.add(FileStoreWatch.of(platform.config(), platform.files()));
    SearchWiring search =
        closing.add(openSearch(platform, fields, changes, permissions, blobs, watch::away));
    LibraryWiring assets = library(platform, fields, changes, permissions, blobs, search, closing);
    search.start();
    assets.purgeBy(
        closing.add(new PeriodicTasks("carillon-file-sweeper")),
        new TaskTurns(platform.database()));

    ExternalWiring external = assets.external(platform.database(), outside);
    closing.add(assets.startPreviews(platform.database(), platform::epoch, external.previews()));
    RenditionPresets presets = presets(platform, permissions);
    ShareWiring shares = closing.add(openShares(platform, fields, changes, assets, presets));
    Folders folders = new Folders(changes, fields.payloads(), platform.wallClock());
    return new AssetWiring(
        platform,
        fields,
        permissions,
        blobs,
        search,
        assets,
        watch,
        folders,
        presets,
        new SavedSearches(platform.database(), platform.wallClock()),
        new Comments(platform.database(), platform.wallClock()),
        external,
        shares);
  }

  private static ShareWiring openShares(
      PlatformWiring platform,
      FieldWiring fields,
      Changes changes,
      LibraryWiring assets,
      RenditionPresets presets) {
    return ShareWiring.open(
        changes,
        assets,
        fields.payloads(),
        fields.timeZone(),
        platform.wallClock(),
        platform.engineClock(),
        presets,
        platform.mail().configured() ? platform.mail()::send : MailSender.NONE);
  }

  private static LibraryWiring library(
      PlatformWiring platform,
      FieldWiring fields,
      Changes changes,
      PermissionWiring permissions,
      BlobStore blobs,
      SearchWiring search,
      ResourceStack closing) {
    return new LibraryWiring(
        changes,
        blobs,
        new RescueRecords(platform.files()),
        search.index(),
        search.updates(),
        closing.add(platform.jobs()),
        new RequestSecrets(platform.requestKey().bytes(), platform.engineClock()),
        closing.add(new FileProcesses(platform.config().home().resolve("scratch"))),
        permissions.source(),
        fields.fields(),
        fields.payloads(),
        fields.timeZone(),
        () -> platform.settings().trashDays(),
        platform.wallClock());
  }

  private static SearchWiring openSearch(
      PlatformWiring platform,
      FieldWiring fields,
      Changes changes,
      PermissionWiring permissions,
      BlobStore blobs,
      BooleanSupplier filesAway) {
    StoredRelations relations =
        new StoredRelations(changes, new SeenByCaller(changes, permissions.source()));
    return switch (platform.config().search()) {
      case SearchConfig.Local _ ->
          LocalSearch.open(
              platform.config().home().resolve("index"),
              platform.database(),
              blobs,
              fields.queries(),
              relations,
              platform.wallClock(),
              platform.cpu()::run,
              platform.otherServers().any(),
              platform::epoch,
              fields.fields()::refresh);
      case SearchConfig.OpenSearch shared ->
          new SharedSearch(
              shared,
              platform.database(),
              blobs,
              fields.queries(),
              relations,
              platform.wallClock(),
              platform.cpu()::run,
              filesAway,
              fields.fields()::refresh);
    };
  }

  private static RenditionPresets presets(PlatformWiring platform, PermissionWiring permissions) {
    return new RenditionPresets(
        platform.database(),
        platform.wallClock(),
        username ->
            permissions.accounts().memberships(username).stream().map(Membership::id).toList(),
        permissions::groupExists);
  }

  /** Adds all calls about assets and folders. */
  void routes(Routes routes) {
    assets.routes(routes, presets);
    new RenditionPresetsApi(presets).routes(routes);
    new SavedSearchesApi(savedSearches, fields.queries()).routes(routes);
    new CommentsApi(comments, assets.assets(), assets.permissions()).routes(routes);
    new FieldsApi(fields.fields()).routes(routes);
    external.routes(routes);
    shares.routes(routes);
    new TranslationsApi(
            new Translations(
                fields.fields(),
                platform.config().ownMessages(),
                CustomFields.changed(platform.config().ownFields())))
        .routes(routes);
    new FoldersApi(folders, permissions.source()).routes(routes);
    assets.resourceRoutes(routes, presets, folders, platform.engineClock());
  }

  /** Finds the subjects of events that other programs record. */
  EventSubjects subjects() {
    return new CallerSubjects(assets.assets().ledger(), assets.permissions(), fields.payloads());
  }

  /** Hear of users who leave: presets, searches, comments, share links and the trash name them. */
  List<AccountListener> accountListeners() {
    return List.of(
        shares,
        (connection, userId, username) -> {
          presets.left(connection, username);
          savedSearches.left(connection, username);
          TrashStore.left(connection, username);
          comments.left(connection, username);
        });
  }

  /** How far the search index is. */
  IndexProgress.Lag indexLag() {
    // read first: what is applied meanwhile does not count as too far
    long applied = search.applied();
    boolean building = search instanceof SharedSearch shared && shared.building();
    return new IndexProgress.Lag(platform.database().read(IndexLog::last), applied, building);
  }

  /** How many changes, of other nodes too, searches on this node do not show yet. */
  long indexBehind() {
    return search.behind();
  }

  /** How the file store, OpenSearch and the external engines are; nothing where there are none. */
  List<Check> checks() {
    return Stream.of(fileStore.checks(), searchChecks(), engineChecks())
        .flatMap(List::stream)
        .toList();
  }

  private List<Check> searchChecks() {
    return search instanceof SharedSearch shared ? List.of(check(shared)) : List.of();
  }

  private static Check check(SharedSearch search) {
    String trouble = search.trouble();
    if (!trouble.isEmpty()) {
      return Check.down(
          SEARCH_CHECK, "OpenSearch cannot be used: " + trouble + ". Searches are refused");
    }
    return search.building()
        ? Check.degraded(
            SEARCH_CHECK, "The search index is being built. Searches are refused until then")
        : Check.up(SEARCH_CHECK, "OpenSearch responds");
  }

  private List<Check> engineChecks() {
    List<String> troubles = external.troubles();
    if (!troubles.isEmpty()) {
      return List.of(Check.degraded(EXTERNAL_CHECK, String.join("; ", troubles)));
    }
    return external.used()
        ? List.of(
            Check.up(EXTERNAL_CHECK, "No enabled external engine has failed since its last job"))
        : List.of();
  }
}
