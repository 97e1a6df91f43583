package dev.carillon.server;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.server.accounts.permission.WebhookViewers;
import dev.carillon.server.operations.alerts.AlertWiring;
import dev.carillon.server.operations.health.ActiveUsers;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.home.DatabaseMismatch;
import dev.carillon.server.operations.home.RunFile;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.console.ConsolePages;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.http.jetty.HttpConfig;
import dev.carillon.server.platform.http.jetty.HttpLimits;
import dev.carillon.server.platform.http.jetty.HttpServer;
import dev.carillon.server.webhooks.template.PayloadTemplates;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The whole product, wired by hand: the platform, then area by area, then the HTTP server over the
 * calls of all. Knows everything; nothing knows it.
 */
public final class Server implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Server.class.getName());

  /** A proxy that asks every second whether a node is ready, and believes the second response. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(3);

  private final ServerConfig config;
  private final ResourceStack closing;
  private final InstantSource wall = Clock.systemUTC();
  private final RunFile run;
  private final ClusterProperties properties;
  private final OwnAddresses ownAddresses;
  private final TlsWiring tls;
  private final OperationsWiring operations;
  private final FieldWiring fields;
  private final PlatformWiring platform;
  private final WebhookWiring webhooks;
  private final AccountWiring accounts;
  private final AssetWiring assets;
  private final Routes routes;
  private final HttpServer http;

  private Server(ServerConfig config, ResourceStack closing) throws IOException {
    this.config = config;
    this.closing = closing;
    Files.createDirectories(config.home().resolve("config"));
    DatabaseMismatch.refuse(config);
    run = closing.add(new RunFile(config));
    properties = closing.add(ClusterProperties.open(config.clusterProperties()));
    ownAddresses = new OwnAddresses(config.listen(), config.outward());
    tls = TlsWiring.of(config.outward(), wall);
    operations = closing.add(new OperationsWiring(properties, wall));
    fields =
        FieldWiring.open(config.ownFields(), this::settings, closing.add(new PayloadTemplates()));

    platform = PlatformWiring.open(config, properties, wall, fields, operations, closing);
    fields.keepIn(platform.database(), platform.wallClock());
    accounts = AccountWiring.open(platform, operations.metrics(), closing);
    // before the engine starts: it asks what the viewers of held events may see
    fields.filters().viewers().connect(new WebhookViewers(accounts.permissions()));
    webhooks = new WebhookWiring(platform, fields, ownAddresses, tls.cas(), operations, closing);
    Changes changes = changes();
    assets =
        AssetWiring.open(
            platform,
            fields,
            changes,
            accounts.permissions(),
            webhooks.outside(this::url),
            closing);
    platform.jobs().resume();

    Routes all = new Routes();
    addRoutes(all);
    webhooks.eventTypes().recording(all, changes, assets.subjects());
    ActiveUsers activeUsers = new ActiveUsers(platform.engineClock());
    showOperations(all, activeUsers, webhooks.alertsOutside(this::url, changes));
    operations.onDrain(this::close);
    routes = platform.api().checked(all);
    http = openHttp(activeUsers);
    accounts.setup().fromEnvironment();
  }

  /** What changes is recorded together with its event, and the engine gets its deliveries. */
  private Changes changes() {
    return new Changes(
        platform.database(), platform.store().outbox(), webhooks::committed, operations.changes());
  }

  private void showOperations(Routes all, ActiveUsers activeUsers, AlertWiring.Outside alerts) {
    operations.show(
        platform,
        webhooks,
        accounts,
        assets,
        ownAddresses,
        activeUsers,
        this::checks,
        alerts,
        all,
        closing);
  }

  private void addRoutes(Routes all) {
    List<AccountListener> leaving = new ArrayList<>(assets.accountListeners());
    leaving.add(platform.keyed());
    accounts.routes(all, leaving);
    new ConsolePages(accounts.setup()::done).routes(all);
    webhooks.routes(all, accounts.authentication()::prove);
    assets.routes(all);
    platform.routes(all);
  }

  private HttpServer openHttp(ActiveUsers activeUsers) {
    HttpConfig http =
        new HttpConfig(
            new UploadFolder(
                assets.blobs().incoming(),
                platform.reserve(),
                platform.otherServers().any()
                    && config.fileStore() instanceof FileStoreConfig.Folder),
            HttpLimits.DEFAULTS,
            () -> settings().serverUrl(),
            () -> settings().requestsPerSecond(),
            tls.encryption(),
            new TrustedProxies(config.outward().trustedProxies()),
            platform.cpu(),
            ownAddresses::proxied);
    return new HttpServer(
        http,
        routes,
        activeUsers.watching(accounts.authentication().authenticator()),
        new Problems(() -> settings().statusOkOnError()),
        platform.audit(),
        platform.keyed());
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
      closing.add(server.webhooks.streams());
      server.ownAddresses.on(server.http.port(), server.http.sockets());
      server.run.started(server.url(), server.http.port());
      server.operations.listening(server.ownAddresses.urlOfMachine(machine()));
      return server;
    } catch (IOException | RuntimeException failed) {
      closing.close();
      throw failed;
    }
  }

  /** What this machine calls itself. */
  private static String machine() {
    String name = Node.ofThisProcess().name();
    return name.substring(0, name.lastIndexOf(':'));
  }

  /** What links start with, such as {@code http://localhost:8080}. */
  public String url() {
    return settings().baseUrl(ownAddresses.url());
  }

  /** The link at which the first user is made; empty where there is one. */
  public String setupLink() {
    return accounts.setup().done() ? "" : url() + accounts.setup().link();
  }

  /** Sets what runs where an administrator asks this node to end; else it closes the server. */
  void onDrain(Runnable end) {
    operations.onDrain(end);
  }

  /** Whether the log is to be JSON now. */
  boolean logsJson() {
    return settings().log().json();
  }

  /** The whole API, as it is answered. */
  public Routes routes() {
    return routes;
  }

  /** What it was started with. */
  public ServerConfig config() {
    return config;
  }

  /**
   * Where other nodes are live, lets proxies find out that this one is about to stop: it is not
   * ready any more, and responds to all that comes meanwhile.
   */
  void leave() throws InterruptedException {
    operations.stopping();
    if (platform.store().lease().view().alone()) {
      return;
    }
    try {
      operations.leaving();
    } catch (HooksException away) {
      LOG.log(Level.DEBUG, "The list of nodes does not say that this one stops", away);
    }
    Thread.sleep(NOTICED_WITHIN);
  }

  /** Stops in order: first the listener, last the database. */
  @Override
  public void close() {
    operations.stopping();
    closing.close();
  }

  private List<Check> checks() {
    String kept = "Audit entries are stored, and the newest one also outside the database";
    Check log = Check.upUnless(platform.audit().trouble(), "audit", kept);
    return Stream.of(
            tls.checks(),
            ownAddresses.checks(),
            platform.otherServers().checks(),
            List.of(log),
            fields.checks(),
            assets.checks())
        .flatMap(List::stream)
        .toList();
  }

  private ClusterSettings settings() {
    return properties.settings();
  }
}
