package dev.carillon.server.operations;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.server.operations.health.BackupAge;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.health.ClockSkew;
import dev.carillon.server.operations.health.DatabaseProbe;
import dev.carillon.server.operations.health.Disks;
import dev.carillon.server.operations.health.ErrorTally;
import dev.carillon.server.operations.health.EventRate;
import dev.carillon.server.operations.health.HealthApi;
import dev.carillon.server.operations.health.HealthReport;
import dev.carillon.server.operations.health.IndexProgress;
import dev.carillon.server.operations.health.LeaseCheck;
import dev.carillon.server.operations.health.Readiness;
import dev.carillon.server.operations.metrics.BacklogCounts;
import dev.carillon.server.operations.metrics.ChangeMetrics;
import dev.carillon.server.operations.metrics.DeliveryMetrics;
import dev.carillon.server.operations.metrics.MeteredDatabase;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.operations.metrics.MetricsApi;
import dev.carillon.server.operations.metrics.QueueMetrics;
import dev.carillon.server.operations.support.Counts;
import dev.carillon.server.operations.support.SupportApi;
import dev.carillon.server.operations.support.SupportBundle;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.database.ChangeWatch;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that shows how the server is, put together: made first, so that everything else can be
 * watched from its beginning.
 */
public final class ObserveFeature implements AutoCloseable {

  private final Metrics metrics = new Metrics();
  private final DeliveryMetrics deliveries = new DeliveryMetrics(metrics);
  private final EventRate accepted = new EventRate();
  private final EventRate sent = new EventRate();
  private final TrafficCounter counting =
      new TrafficCounter(new ChangeMetrics(metrics), accepted, sent);
  private final ClusterProperties properties;
  private final InstantSource wall;
  private final ErrorTally errors;
  private volatile String leaseTrouble = "";
  private volatile Runnable stop = () -> {};
  private volatile Consumer<OperationalEvent> heard = notice -> {};
  private volatile MeteredDatabase.Failed failed = failure -> {};

  /** Everything, in the manner that these properties ask for. */
  public ObserveFeature(ClusterProperties properties, InstantSource wall) {
    this.properties = properties;
    this.wall = wall;
    this.errors = new ErrorTally(wall);
  }

  /** Tells what becomes of webhooks. */
  public OperationalEventSource announcer() {
    return new OperationalEvents(
        wall,
        notice -> {
          deliveries.noticed(notice);
          heard.accept(notice);
        });
  }

  /** Another part of the server hears what becomes of webhooks too, once it is durable. */
  public void onNotice(Consumer<OperationalEvent> other) {
    heard = other;
  }

  /**
   * Hears what the engine does.
   *
   * @param settled other parts of the server that hear of each attempt, after the log
   */
  public HooksListener listener(Consumer<Settlement> settled) {
    HooksListener lost =
        new HooksListener() {
          @Override
          public void leaseLost() {
            leaseTrouble =
                "Another node has taken over; this node sends nothing until it is restarted";
          }
        };
    return new ListenerChain(
        List.of(
            new EngineLog(() -> properties.settings().log().allAttempts()),
            deliveries,
            counting,
            errors,
            lost,
            new HooksListener() {
              @Override
              public void settled(Settlement settlement) {
                settled.accept(settlement);
              }
            }));
  }

  /** Sees each change on its way. */
  public ChangeWatch changes() {
    return counting;
  }

  /** The same database, whose transactions are timed. */
  public Database timed(Database database) {
    return new MeteredDatabase(database, metrics, this::failed);
  }

  /**
   * Begins to look at a server that runs, and adds all calls that show it.
   *
   * @return what ends it
   */
  public AutoCloseable show(Running running, Routes routes) {
    Store store = running.store();
    BacklogCounts backlog =
        new BacklogCounts(running.database(), store.webhooks(), store.due(), store.engineClock());
    QueueMetrics.bind(metrics, running.hooks(), store.lease(), backlog);
    metrics.counter(
        "login.failures", "Logins with a wrong name or password", running.failedLogIns());
    IndexProgress index = new IndexProgress(running.index());
    ClockSkew skew = new ClockSkew(running.database(), wall);
    LeaseCheck leases = new LeaseCheck(running.database(), running.node());
    DatabaseProbe probe =
        new DatabaseProbe(
            running.database(),
            () -> {
              accepted.mark();
              sent.mark();
              index.look();
              skew.look();
              leases.look();
            });
    failed = probe::failed;
    Readiness readiness = new Readiness(probe, () -> leaseTrouble);
    HealthReport.Watched watched =
        new HealthReport.Watched(
            probe, running.disks(), backlog, index, skew, new BackupAge(running.home(), wall));
    HealthReport report = report(running, watched, leases);
    stop = readiness::stopping;
    new HealthApi(readiness, report).routes(routes);
    new SupportApi(
            new SupportBundle(
                report,
                metrics,
                new SupportBundle.Settings(properties, running.home()),
                store.webhooks(),
                new Counts(running.database(), backlog)),
            wall)
        .routes(routes);
    new MetricsApi(metrics, () -> !properties.settings().serverUrl().isEmpty()).routes(routes);
    return probe;
  }

  private HealthReport report(Running running, HealthReport.Watched watched, LeaseCheck leases) {
    String kind = running.database().dialect().name();
    return new HealthReport(
        watched,
        new HealthReport.Traffic(accepted, sent, errors),
        () -> more(running.checks().get()),
        HealthReport.Identity.of(running.version(), kind, wall.instant()),
        new HealthReport.Sending(running.hooks()::inFlight, running.hooks().inFlightMax(), leases));
  }

  /** The server is about to stop: whoever asks is told so. */
  public void stopping() {
    stop.run();
  }

  /** More numbers, from other parts of the server. */
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    metrics.close();
  }

  private void failed(HooksException failure) {
    failed.by(failure);
  }

  private List<Check> more(List<Check> further) {
    String lost = leaseTrouble;
    List<PropertyWarning> warnings = properties.warnings();
    List<Check> checks = new ArrayList<>(further);
    checks.add(
        lost.isEmpty()
            ? Check.up("lease", "This node sends its deliveries")
            : Check.down("lease", lost));
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

  /**
   * A server that runs.
   *
   * @param version of the program
   * @param node what this process is called among those that share a database
   * @param home where everything is kept
   * @param disks where it writes
   * @param index how far the search index is
   * @param failedLogIns how many there were
   * @param checks of parts that not every server has
   */
  public record Running(
      Database database,
      Store store,
      Hooks hooks,
      String version,
      String node,
      Path home,
      Disks disks,
      Supplier<IndexProgress.Lag> index,
      LongSupplier failedLogIns,
      Supplier<List<Check>> checks) {}
}
