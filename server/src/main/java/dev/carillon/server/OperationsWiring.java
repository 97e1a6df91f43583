package dev.carillon.server;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.operations.EngineLog;
import dev.carillon.server.operations.ListenerChain;
import dev.carillon.server.operations.TrafficCounter;
import dev.carillon.server.operations.alerts.AlertWiring;
import dev.carillon.server.operations.health.ActiveUsers;
import dev.carillon.server.operations.health.BackupAge;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.health.ClockSkew;
import dev.carillon.server.operations.health.ConsumerLagCheck;
import dev.carillon.server.operations.health.DatabaseProbe;
import dev.carillon.server.operations.health.Disks;
import dev.carillon.server.operations.health.ErrorTally;
import dev.carillon.server.operations.health.EventRate;
import dev.carillon.server.operations.health.HealthApi;
import dev.carillon.server.operations.health.HealthReport;
import dev.carillon.server.operations.health.IndexProgress;
import dev.carillon.server.operations.health.LeaseCheck;
import dev.carillon.server.operations.health.Readiness;
import dev.carillon.server.operations.health.SystemApi;
import dev.carillon.server.operations.metrics.BacklogCounts;
import dev.carillon.server.operations.metrics.ChangeMetrics;
import dev.carillon.server.operations.metrics.ConsumerCounts;
import dev.carillon.server.operations.metrics.DeliveryMetrics;
import dev.carillon.server.operations.metrics.MeteredDatabase;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.operations.metrics.MetricsApi;
import dev.carillon.server.operations.metrics.QueueMetrics;
import dev.carillon.server.operations.nodes.NodeRegister;
import dev.carillon.server.operations.nodes.NodeReport;
import dev.carillon.server.operations.nodes.NodesApi;
import dev.carillon.server.operations.secrets.SecretsApi;
import dev.carillon.server.operations.support.SupportBundle;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.EncryptedText;
import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.database.ChangeWatch;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The area of operations, wired: health, metrics, support and keys. It is made first, so that every
 * other part can be watched from its beginning, and shown last.
 */
final class OperationsWiring implements AutoCloseable {

  private final Metrics metrics = new Metrics();
  private final DeliveryMetrics deliveries = new DeliveryMetrics(metrics);
  private final EventRate accepted = new EventRate();
  private final EventRate sent = new EventRate();
  private final TrafficCounter traffic =
      new TrafficCounter(new ChangeMetrics(metrics), accepted, sent);
  private final ClusterProperties properties;
  private final InstantSource wall;
  private final ErrorTally errors;
  private volatile String leaseTrouble = "";
  private volatile Runnable stop = () -> {};
  private volatile Runnable drained = () -> {};
  private volatile Consumer<String> listening = url -> {};
  private volatile Runnable leaving = () -> {};
  private volatile Consumer<OperationalEvent> eventListener = event -> {};
  private volatile Consumer<HooksException> failureListener = failure -> {};

  /** The wiring of operations, by these properties. */
  OperationsWiring(ClusterProperties properties, InstantSource wall) {
    this.properties = properties;
    this.wall = wall;
    this.errors = new ErrorTally(wall);
  }

  /** Publishes what becomes of webhooks, and counts it. */
  OperationalEventSource operationalEvents(PayloadRenderer rendering) {
    return new OperationalEvents(
        wall,
        rendering,
        event -> {
          deliveries.count(event);
          eventListener.accept(event);
        });
  }

  /** Another part of the server gets operational events too, once they are durable. */
  void onOperationalEvent(Consumer<OperationalEvent> other) {
    eventListener = other;
  }

  /**
   * Listens to the engine.
   *
   * @param settled other parts of the server that are notified of each attempt, after the log
   */
  HooksListener engineListener(Consumer<Settlement> settled) {
    HooksListener others =
        new HooksListener() {
          @Override
          public void leaseLost() {
            leaseTrouble =
                "Another node has taken over the deliveries of this node, which sends nothing. With"
                    + " nodes=many it enters the database as a new node and retries every few"
                    + " seconds; with nodes=one, restart it";
          }

          @Override
          public void rejoined() {
            leaseTrouble = "";
          }

          @Override
          public void settled(Settlement settlement) {
            settled.accept(settlement);
          }
        };
    EngineLog log = new EngineLog(() -> properties.settings().log().allAttempts());
    return new ListenerChain(List.of(log, deliveries, traffic, errors, others));
  }

  /** Watches each change. */
  ChangeWatch changes() {
    return traffic;
  }

  /** The same database, whose transactions are timed. */
  Database timed(Database database) {
    return new MeteredDatabase(database, metrics, failure -> failureListener.accept(failure));
  }

  /** More numbers, from other parts of the server. */
  Metrics metrics() {
    return metrics;
  }

  /**
   * Begins to probe the server that runs, and adds the calls that show how it is.
   *
   * @param activeUsers who called lately
   * @param checks what the report on health says beside its own
   * @param alertsOutside how messages about alerts leave the server
   */
  void show(
      PlatformWiring platform,
      WebhookWiring webhooks,
      AccountWiring accounts,
      AssetWiring assets,
      OwnAddresses ownAddresses,
      ActiveUsers activeUsers,
      Supplier<List<Check>> checks,
      AlertWiring.Outside alertsOutside,
      Routes routes,
      ResourceStack closing) {
    Store store = platform.store();
    BacklogCounts backlog = new BacklogCounts(platform.database(), store);
    QueueMetrics.bind(metrics, webhooks.hooks(), store.lease(), backlog);
    ConsumerCounts consumers = new ConsumerCounts(store);
    consumers.bind(metrics);
    count(accounts, assets);
    Supplier<List<Check>> all =
        () -> {
          List<Check> more = new ArrayList<>(checks.get());
          more.add(ConsumerLagCheck.of(consumers.reading()));
          return more;
        };
    HealthReport report = probe(platform, webhooks, assets, backlog, all, closing);
    ClockSkew skew = report.watched().skew();
    showNodes(
        platform,
        () -> new NodeReport(assets.indexBehind(), skew.ahead(), webhooks.hooks().inFlight()),
        new NodeRegister.Reach(ownAddresses::own, ownAddresses::others),
        routes,
        closing);
    AlertWiring alerts =
        closing.add(openAlerts(platform, webhooks, report.watched().disks(), alertsOutside));
    alerts.routes(routes);
    alerts.count(metrics);
    addHealth(report, activeUsers, routes);
    closing.add(secrets(platform)).routes(routes);
    new SupportBundle(
            report,
            metrics,
            new SupportBundle.Settings(properties, platform.config().home()),
            store.webhooks(),
            store.log(),
            backlog,
            alerts::secrets,
            wall)
        .routes(routes);
    new MetricsApi(metrics, () -> !properties.settings().serverUrl().isEmpty()).routes(routes);
  }

  private void addHealth(HealthReport report, ActiveUsers activeUsers, Routes routes) {
    Readiness readiness = new Readiness(report.watched().probe(), () -> leaseTrouble);
    stop = readiness::stopping;
    new SystemApi(
            activeUsers,
            ProductVersion.TEXT,
            () -> properties.settings().systemMetricsWithoutLogin())
        .routes(routes);
    new HealthApi(readiness, report).routes(routes);
  }

  private void count(AccountWiring accounts, AssetWiring assets) {
    metrics.counter(
        "login.failures",
        "Logins with a wrong name or password",
        accounts.authentication()::failedLogIns);
    metrics.gauge(
        "search.index.behind",
        "Changes of any node that searches on this node do not show yet",
        assets::indexBehind);
  }

  private static AlertWiring openAlerts(
      PlatformWiring platform, WebhookWiring webhooks, Disks disks, AlertWiring.Outside outside) {
    Store store = platform.store();
    return new AlertWiring(
        new AlertWiring.Watched(
            platform.database(),
            store.webhooks(),
            store.due(),
            store.consumers(),
            webhooks.certificates(),
            disks,
            platform.config().home(),
            machineName()),
        outside,
        platform.cipher(),
        platform.engineClock());
  }

  private SecretsApi secrets(PlatformWiring platform) {
    ServerConfig config = platform.config();
    return new SecretsApi(
        config.secretKeys(),
        platform.cipher(),
        platform.database(),
        () -> keysOf(config.nodeProperties()),
        () -> platform.store().lease().view().alone(),
        platform.otherServers()::encryptWith,
        wall);
  }

  /**
   * The name by which this node's disks are known. It is the same after a restart, unlike the name
   * of the node.
   */
  private static String machineName() {
    String name = Node.ofThisProcess().name();
    return name.substring(0, name.lastIndexOf(':'));
  }

  private void showNodes(
      PlatformWiring platform,
      Supplier<NodeReport> report,
      NodeRegister.Reach reach,
      Routes routes,
      ResourceStack closing) {
    NodeRegister nodes =
        closing.add(
            new NodeRegister(
                platform.database(), platform::epoch, report, reach, () -> drained.run()));
    leaving = nodes::leaving;
    String name = Node.ofThisProcess().name();
    listening = url -> nodes.started(name, url, ProductVersion.TEXT, wall.instant());
    new NodesApi(nodes).routes(routes);
  }

  private HealthReport probe(
      PlatformWiring platform,
      WebhookWiring webhooks,
      AssetWiring assets,
      BacklogCounts backlog,
      Supplier<List<Check>> checks,
      ResourceStack closing) {
    Database database = platform.database();
    IndexProgress index = new IndexProgress(assets::indexLag);
    ClockSkew skew = new ClockSkew(platform.sharedClock());
    LeaseCheck leases = new LeaseCheck(database, Node.ofThisProcess().name());
    DatabaseProbe probe =
        closing.add(
            new DatabaseProbe(
                database,
                () -> {
                  accepted.mark();
                  sent.mark();
                  index.look();
                  skew.look();
                  leases.look();
                }));
    failureListener = probe::failed;
    Path home = platform.config().home();
    Map<String, Path> folders = Map.of("home", home, "files", platform.config().files());
    return new HealthReport(
        new HealthReport.Watched(
            probe,
            new Disks(folders, platform.reserve()::kept),
            backlog,
            index,
            skew,
            new BackupAge(home, wall)),
        new HealthReport.Traffic(accepted, sent, errors),
        () -> withOwn(checks.get()),
        HealthReport.Identity.of(ProductVersion.TEXT, database.dialect().name(), wall.instant()),
        new HealthReport.Sending(
            webhooks.hooks()::inFlight, webhooks.hooks().inFlightMax(), leases));
  }

  /** The ids of keys that encrypted values of this file need. */
  private static List<String> keysOf(Path nodeProperties) {
    try {
      return EncryptedText.keyIds(Files.readString(nodeProperties));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("node.properties cannot be read", unreadable);
    }
  }

  private List<Check> withOwn(List<Check> others) {
    List<PropertyWarning> warnings = properties.warnings();
    List<Check> checks = new ArrayList<>(others);
    checks.add(Check.upUnless(leaseTrouble, "lease", "This node sends its deliveries"));
    checks.add(
        warnings.isEmpty()
            ? Check.up("properties", "Every line of cluster-properties.txt is valid")
            : Check.degraded(
                "properties",
                warnings.stream()
                    .map(PropertyWarning::toString)
                    .collect(Collectors.joining(". "))));
    return checks;
  }

  /** The server listens, at this URL. */
  void listening(String url) {
    listening.accept(url);
  }

  /** Sets what ends this node where an administrator asks for it. */
  void onDrain(Runnable end) {
    drained = end;
  }

  /** The server is about to stop: readiness checks fail from now on. */
  void stopping() {
    stop.run();
  }

  /** The list of nodes says that this one is about to end. */
  void leaving() {
    leaving.run();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
