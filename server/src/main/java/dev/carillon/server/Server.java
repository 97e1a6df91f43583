package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.accounts.access.AccessFeature;
import dev.carillon.server.accounts.login.Authentication;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.token.ApiTokens;
import dev.carillon.server.accounts.token.TokenGate;
import dev.carillon.server.accounts.token.TokensApi;
import dev.carillon.server.accounts.user.FirstUser;
import dev.carillon.server.accounts.user.Setup;
import dev.carillon.server.accounts.user.SetupApi;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.accounts.user.UsersFeature;
import dev.carillon.server.assets.AssetFeature;
import dev.carillon.server.assets.asset.RequestSecrets;
import dev.carillon.server.assets.asset.SeenByCaller;
import dev.carillon.server.assets.field.Formats;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.OwnFields;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.folder.FoldersApi;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.relation.StoredRelations;
import dev.carillon.server.assets.report.ReportApi;
import dev.carillon.server.assets.resource.ResourceFeature;
import dev.carillon.server.assets.search.index.AssetIndex;
import dev.carillon.server.assets.search.index.GatheringIndex;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.share.Mails;
import dev.carillon.server.assets.share.ShareFeature;
import dev.carillon.server.assets.translations.Messages;
import dev.carillon.server.assets.translations.MessagesApi;
import dev.carillon.server.operations.ObserveFeature;
import dev.carillon.server.operations.health.ActiveUsers;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.health.Disks;
import dev.carillon.server.operations.health.IndexProgress;
import dev.carillon.server.operations.health.SystemApi;
import dev.carillon.server.operations.home.KeyFit;
import dev.carillon.server.operations.home.OtherDatabase;
import dev.carillon.server.operations.home.RunFile;
import dev.carillon.server.operations.metrics.PoolMetrics;
import dev.carillon.server.operations.secrets.SecretsFeature;
import dev.carillon.server.platform.audit.AuditFeature;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.EncryptedText;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.config.Version;
import dev.carillon.server.platform.console.ConsoleFeature;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.OpenStore;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.DiskSpace;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.http.jetty.HttpConfig;
import dev.carillon.server.platform.http.jetty.HttpLimits;
import dev.carillon.server.platform.http.jetty.HttpServer;
import dev.carillon.server.platform.idempotency.Commits;
import dev.carillon.server.platform.idempotency.KeyedCalls;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.mail.MailApi;
import dev.carillon.server.platform.openapi.ApiDocs;
import dev.carillon.server.platform.openapi.OpenApi;
import dev.carillon.server.platform.properties.PropertiesApi;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.payload.AssetFilters;
import dev.carillon.server.webhooks.payload.CompiledQuery;
import dev.carillon.server.webhooks.payload.JsonPayloads;
import dev.carillon.server.webhooks.payload.catalogue.CatalogueApi;
import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import dev.carillon.server.webhooks.repair.RepairFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The whole product, wired by hand. Knows everything; nothing knows it. */
public final class Server implements AutoCloseable {

  private final ServerConfig config;
  private final InstantSource wall = Clock.systemUTC();
  private final ResourceStack closing;
  private final ClusterProperties properties;
  private final Listeners listeners;
  private final ObserveFeature observe;
  private final WebhookWiring ringing;
  private final HttpServer http;
  private final OpenApi api;
  private final Routes allRoutes;
  private final Setup setup;
  private final RunFile run;

  private Server(ServerConfig config, ResourceStack closing) throws IOException {
    this.config = config;
    this.closing = closing;
    Path home = config.home();
    Files.createDirectories(home.resolve("config"));
    OtherDatabase.refuse(config);
    run = closing.add(new RunFile(config));
    properties = closing.add(ClusterProperties.open(config.clusterProperties()));
    listeners = new Listeners(config.listen(), config.outward());
    TlsWiring tls = TlsWiring.of(config.outward(), wall);
    Supplier<ZoneId> zone = () -> settings().timeZone();
    LibraryFields fields = FieldWiring.open(config.ownFields(), this::settings);
    QueryLanguage language = new QueryLanguage(fields, zone);
    AssetFilters filters = CompiledQuery.filters(new QueryFilters(language));

    observe = closing.add(new ObserveFeature(properties, wall));
    KeyFit keys = new KeyFit(config.secretKeys());
    OpenStore open =
        OpenStore.open(
            config.store(),
            new Embedder(keys, filters, observe.announcer()),
            database -> Commits.noted(observe.timed(database)),
            database -> keys.check(database, home));
    closing.add(open::close);
    FieldWiring.keep(fields, open.database(), wall);
    AesSecretCipher cipher = keys.cipher();
    Store store = open.store();
    EventCatalogue catalogue = EventCatalogue.load();
    api = new OpenApi(catalogue, Version.TEXT);
    AuditFeature audit =
        closing.add(
            new AuditFeature(
                open.database(),
                AuditFeature.Keeping.in(home, () -> settings().auditRetentionDays(), wall),
                api::operationId));
    properties.onEdit(audit::edited);
    observe.onNotice(audit::heard);
    JsonPayloads payloads = new JsonPayloads(fields, new Formats(zone));
    ringing =
        new WebhookWiring(
            new WebhookWiring.Ground(
                config, properties, listeners, observe, open, payloads, tls.cas(), wall),
            closing);
    Changes changes =
        new Changes(open.database(), store.outbox(), ringing::committed, observe.changes());
    CpuPool cpu = closing.add(CpuPool.ofRequests());
    PoolMetrics.add(
        observe.metrics(), "cpu", "Searches and long bodies", cpu::waiting, cpu::refused);
    PasswordHasher hasher = closing.add(new PasswordHasher());
    PoolMetrics.add(observe.metrics(), "passwords", "Passwords", hasher::waiting, hasher::refused);
    Users users = new Users(open.database(), hasher, open.clock());
    AccessFeature access = new AccessFeature(open.database(), users, wall);
    DiskReserve reserve =
        new DiskReserve(config.files(), DiskSpace.REAL, config.diskReserveBytes());
    BlobStore blobs = new BlobStore(config.files(), reserve);
    AssetIndex index =
        closing.add(
            new GatheringIndex(
                OpenIndex.in(
                    home,
                    wall,
                    open.database(),
                    cpu,
                    language,
                    new StoredRelations(changes, new SeenByCaller(changes, access.rights())))));
    TokenKey requestKey = TokenKey.in(home.resolve("config").resolve("request.key"));
    JobRunner jobs = closing.add(new JobRunner(open.database(), wall));
    AssetFeature assets =
        new AssetFeature(
            new AssetFeature.Storage(
                changes,
                blobs,
                new RescueRecords(config.files().resolve("rescue")),
                index,
                jobs,
                new RequestSecrets(requestKey.bytes(), open.clock()),
                closing.add(new FileProcesses(home.resolve("scratch"))),
                access.rights()),
            new AssetFeature.Language(fields, payloads, zone),
            wall);
    assets.catchUp(open.database());
    RepairFeature repairs = ringing.repairs(jobs);
    jobs.resume();
    PeriodicTasks sweeps = closing.add(new PeriodicTasks("carillon-sweeps"));
    assets.sweepBy(sweeps);
    RenditionWiring renditions =
        new RenditionWiring(
            open.database(), access, assets, ringing.outside(requestKey.bytes(), this::url), wall);
    closing.add(assets.startPreviews(open.database(), renditions.previews()));

    setup = new Setup(users);
    TokenGate gate = new TokenGate(open.database(), access.accounts(), open.clock());
    ApiTokens apiTokens = new ApiTokens(open.database(), gate, open.clock());
    Authentication authentication =
        new Authentication(
            access.accounts(),
            hasher,
            open.database(),
            home.resolve("config").resolve("token.key"),
            gate,
            open.clock());

    KeyedCalls keyed = new KeyedCalls(open.database(), cipher, requestKey, open.clock());
    keyed.sweepBy(sweeps);
    ActiveUsers activeUsers = new ActiveUsers(open.clock());
    MailApi mail = new MailApi(config.mail(), () -> settings().emails());
    observe.metrics().counter("emails.sent", "Addresses that e-mails were sent to", mail::sent);
    observe
        .metrics()
        .counter("emails.refused", "E-mails refused as one too many in an hour", mail::refused);
    ShareFeature shares =
        closing.add(
            new ShareFeature(
                changes,
                assets.parts(),
                new ShareFeature.Language(fields, payloads, zone),
                new ShareFeature.Clocks(wall, open.clock()),
                new ShareFeature.Ports(
                    assets.renditions(),
                    renditions.presets(),
                    assets.members(),
                    mail.configured() ? mail::send : Mails.NONE)));
    Routes routes = new Routes();
    authentication.addTo(routes);
    new SetupApi(setup).addTo(routes);
    new UsersFeature(
            new UsersFeature.Storage(
                open.database(), users, access.accounts(), hasher, open.clock()),
            authentication,
            List.of(apiTokens, access.leaving(), keyed, shares, renditions))
        .routes(routes);
    new TokensApi(apiTokens, users, authentication::prove).routes(routes);
    new ConsoleFeature(setup::done).routes(routes);
    ringing.routes(routes, filters, fields);
    repairs.routes(routes);
    assets.routes(routes);
    renditions.routes(routes);
    shares.routes(routes);
    new ReportApi(assets.parts()).routes(routes);
    new MessagesApi(
            new Messages(fields, config.ownMessages(), OwnFields.changed(config.ownFields())))
        .routes(routes);
    mail.routes(routes);
    new SystemApi(activeUsers, Version.TEXT, () -> settings().systemMetricsWithoutLogin())
        .routes(routes);
    Folders folders = new Folders(changes, payloads, wall);
    new FoldersApi(folders, access.rights()).routes(routes);
    access.routes(routes);
    new ResourceFeature(
            assets.parts(), folders, assets.renditions(), renditions.presets(), open.clock())
        .routes(routes);
    new CatalogueApi(catalogue, store.webhooks()).routes(routes);
    audit.routes(routes);
    closing
        .add(
            new SecretsFeature(
                config.secretKeys(), cipher, open.database(), this::keysOfNodeProperties, wall))
        .routes(routes);
    ringing.secretRoutes(routes, fields, authentication::prove);
    new ApiDocs(api).routes(routes);
    new PropertiesApi(properties).routes(routes);
    closing.add(
        observe.show(
            new ObserveFeature.Running(
                open.database(),
                store,
                ringing.hooks(),
                Version.TEXT,
                new ObserveFeature.Parts(
                    Node.ofThisProcess().name(),
                    home,
                    new Disks(Map.of("home", home, "files", config.files()), reserve::kept),
                    () -> indexLag(assets, index, open.database()),
                    authentication::failedLogIns,
                    () -> checks(tls, audit, renditions, fields))),
            routes));
    allRoutes = api.checked(routes);
    http =
        new HttpServer(
            new HttpConfig(
                blobs.incoming(),
                HttpLimits.DEFAULTS,
                () -> settings().serverUrl(),
                () -> settings().requestsPerSecond(),
                tls.encryption(),
                new TrustedProxies(config.outward().trustedProxies()),
                cpu,
                listeners::proxied,
                reserve),
            allRoutes,
            activeUsers.watching(authentication.authenticator()),
            new Problems(() -> settings().statusOkOnError()),
            new HttpServer.Memory(audit.auditor(), keyed));
    FirstUser.create(users);
  }

  /**
   * Opens everything and starts to listen.
   *
   * @throws IOException if a file or the port cannot be had
   * @throws dev.carillon.hooks.delivery.HooksException if the database cannot be had
   */
  public static Server start(ServerConfig config) throws IOException {
    ResourceStack closing = new ResourceStack();
    try {
      Server server = new Server(config, closing);
      server.http.start(config.listen().bind(), config.listen().port());
      closing.add(server.http);
      // first of all: streams end only if they are ended
      closing.add(server.ringing.streams());
      server.listeners.on(server.http.port(), server.http.sockets());
      server.run.started(server.url(), server.http.port());
      return server;
    } catch (IOException | RuntimeException failed) {
      closing.close();
      throw failed;
    }
  }

  /** What links start with, such as {@code http://localhost:8080}. */
  public String url() {
    return settings().baseUrl(listeners.url());
  }

  /** The link at which the first user is made; empty where there is one. */
  public String setupLink() {
    return setup.done() ? "" : url() + setup.link();
  }

  /** Whether the log is to be JSON now. */
  boolean logsJson() {
    return settings().log().json();
  }

  /** The whole API, as it is answered. */
  public Routes routes() {
    return allRoutes;
  }

  /** What it was started with. */
  public ServerConfig config() {
    return config;
  }

  /** Stops in order: first the listener, last the database. */
  @Override
  public void close() {
    observe.stopping();
    closing.close();
  }

  private List<String> keysOfNodeProperties() {
    try {
      return EncryptedText.keyIds(Files.readString(config.nodeProperties()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("node.properties cannot be read", unreadable);
    }
  }

  private List<Check> checks(
      TlsWiring tls, AuditFeature audit, RenditionWiring renditions, LibraryFields fields) {
    String kept = "Audit entries are kept, and the newest one beside the database";
    Check log = Check.upUnless(audit.trouble(), "audit", kept);
    List<Check> own = List.of(log, FieldWiring.check(fields));
    return Stream.of(tls.checks(), listeners.checks(), own, renditions.checks())
        .flatMap(List::stream)
        .toList();
  }

  private ClusterSettings settings() {
    return properties.settings();
  }

  private static IndexProgress.Lag indexLag(
      AssetFeature assets, AssetIndex index, Database database) {
    long applied = index.appliedSequence();
    return new IndexProgress.Lag(assets.lastChange(database), applied);
  }
}
