package dev.carillon.server.operations.health;

import dev.carillon.server.operations.metrics.BacklogCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that there is to say about the server's health.
 *
 * @param watched what is looked at
 * @param traffic what was counted
 * @param more further checks, such as of properties
 * @param identity what the server is
 * @param sending who sends
 */
public record HealthReport(
    Watched watched,
    Traffic traffic,
    Supplier<List<Check>> more,
    Identity identity,
    Sending sending) {

  private static final Duration LATE = Duration.ofSeconds(60);

  /** The report as it is answered. */
  public Map<String, @Nullable Object> json() {
    List<Check> checks = checks();
    Check.Status worst = Check.worst(checks);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("verdict", worst == Check.Status.UP ? "healthy" : worst.text());
    json.put("summary", summary(checks));
    json.put("checks", checks.stream().map(HealthReport::json).toList());
    json.put("webhooks", WebhookCounts.of(watched.backlog().reading()).json());
    json.put("queue", queue(watched.backlog().reading()));
    json.put("rates", rates());
    json.put("workers", sending.workers());
    json.put("nodes", sending.leases().shown());
    json.put("errors", traffic.errors().groups().stream().map(HealthReport::json).toList());
    json.put("database", database());
    json.put("disk", watched.disks().shown());
    json.put("backup", watched.backups().shown());
    json.put("version", identity.version());
    json.put("startedAt", identity.startedAt());
    return json;
  }

  private List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(watched.probe().check());
    checks.addAll(watched.disks().checks());
    BacklogCounts.Reading backlog = watched.backlog().reading();
    checks.add(WebhookCounts.of(backlog).check());
    checks.add(queueCheck(backlog));
    checks.add(watched.index().check());
    checks.add(watched.skew().check());
    checks.add(watched.backups().check());
    checks.addAll(more.get());
    return checks;
  }

  private static Check queueCheck(BacklogCounts.Reading backlog) {
    long seconds = backlog.oldestDueMillis().orElse(0) / 1000;
    String pending = BacklogCounts.COUNTED_MAX <= backlog.pending() ? "At least " : "";
    pending += backlog.pending() + (backlog.pending() == 1 ? " delivery is" : " deliveries are");
    return seconds > LATE.toSeconds()
        ? Check.degraded(
            "queue",
            pending + " pending; one has been due for " + seconds + " s and was not attempted")
        : Check.up(
            "queue",
            pending + " pending; none has been due for more than " + LATE.toSeconds() + " s");
  }

  private static String summary(List<Check> checks) {
    String troubles =
        checks.stream()
            .filter(check -> check.status() != Check.Status.UP)
            .sorted((one, other) -> other.status().compareTo(one.status()))
            .map(Check::detail)
            .collect(Collectors.joining(". "));
    return troubles.isEmpty() ? "Everything works" : troubles;
  }

  private Map<String, Object> database() {
    DatabaseProbe.Result last = watched.probe().last();
    Map<String, Object> database = new LinkedHashMap<>();
    database.put("kind", identity.database());
    database.put("readMs", last.read().toMillis());
    database.put("writeMs", last.write().toMillis());
    return database;
  }

  private Map<String, Object> rates() {
    Map<String, Object> rates = new LinkedHashMap<>();
    rates.put("acceptedPerSecond", traffic.accepted().perSecond());
    rates.put("sentPerSecond", traffic.sent().perSecond());
    return rates;
  }

  private static Map<String, @Nullable Object> queue(BacklogCounts.Reading reading) {
    Map<String, @Nullable Object> queue = new LinkedHashMap<>();
    queue.put("pending", reading.pending());
    OptionalLong oldest = reading.oldestDueMillis();
    queue.put(
        "oldestDueAgeSeconds", oldest.isPresent() ? (Object) (oldest.getAsLong() / 1000.0) : null);
    return queue;
  }

  private static Map<String, Object> json(Check check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.put("status", check.status().text());
    json.put("detail", check.detail());
    return json;
  }

  private static Map<String, Object> json(ErrorTally.Group group) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("errorClass", group.error().text());
    json.put("count", group.count());
    json.put("sample", group.sample());
    return json;
  }

  /** What is looked at. */
  public record Watched(
      DatabaseProbe probe,
      Disks disks,
      BacklogCounts backlog,
      IndexProgress index,
      ClockSkew skew,
      BackupAge backups) {}

  /**
   * Who sends.
   *
   * @param busy how many attempts are on the wire
   * @param max how many may be
   * @param leases which nodes may send
   */
  public record Sending(IntSupplier busy, int max, LeaseCheck leases) {

    private Map<String, Object> workers() {
      Map<String, Object> workers = new LinkedHashMap<>();
      workers.put("busy", busy.getAsInt());
      workers.put("max", max);
      return workers;
    }
  }

  /** What was counted. */
  public record Traffic(EventRate accepted, EventRate sent, ErrorTally errors) {}

  /**
   * What the server is.
   *
   * @param version of the program
   * @param database which kind
   * @param startedAt RFC 3339
   */
  public record Identity(String version, String database, String startedAt) {

    /** A server that starts now. */
    public static Identity of(String version, String database, Instant now) {
      return new Identity(version, database, now.toString());
    }
  }
}
