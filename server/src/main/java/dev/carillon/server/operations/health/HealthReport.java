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
    json.put("checks", checks.stream().map(ShownCheck::of).toList());
    json.put("webhooks", WebhookCounts.of(watched.backlog().reading()).json());
    json.put("queue", Queue.of(watched.backlog().reading()));
    json.put("rates", new Rates(traffic.accepted().perSecond(), traffic.sent().perSecond()));
    json.put("workers", new Workers(sending.busy().getAsInt(), sending.max()));
    json.put("nodes", sending.leases().shown());
    json.put("errors", traffic.errors().groups().stream().map(ErrorGroup::of).toList());
    json.put("database", DatabaseTimes.of(identity.database(), watched.probe().last()));
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
    long count = backlog.pending().count();
    String pending = backlog.pending().more() ? "At least " : "";
    pending += count + (count == 1 ? " delivery is" : " deliveries are");
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
  public record Sending(IntSupplier busy, int max, LeaseCheck leases) {}

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

  /** As the report shows a check. */
  private record ShownCheck(String name, String status, String detail) {
    static ShownCheck of(Check check) {
      return new ShownCheck(check.name(), check.status().text(), check.detail());
    }
  }

  /** As the report shows failed attempts of one class. */
  private record ErrorGroup(String errorClass, long count, String sample) {
    static ErrorGroup of(ErrorTally.Group group) {
      return new ErrorGroup(group.error().text(), group.count(), group.sample());
    }
  }

  private record Queue(long pending, @Nullable Double oldestDueAgeSeconds) {
    static Queue of(BacklogCounts.Reading reading) {
      OptionalLong oldest = reading.oldestDueMillis();
      return new Queue(
          reading.pending().count(),
          oldest.isPresent() ? (Double) (oldest.getAsLong() / 1000.0) : null);
    }
  }

  private record DatabaseTimes(String kind, long readMs, long writeMs) {
    static DatabaseTimes of(String kind, DatabaseProbe.Result last) {
      return new DatabaseTimes(kind, last.read().toMillis(), last.write().toMillis());
    }
  }

  private record Rates(double acceptedPerSecond, double sentPerSecond) {}

  private record Workers(int busy, int max) {}

  /**
   * How many webhooks are in each state.
   *
   * @param states how many there are in each, by its name
   * @param disabledByServer how many of the disabled ones were not disabled by hand
   */
  private record WebhookCounts(Map<String, Long> states, long disabledByServer) {

    static WebhookCounts of(BacklogCounts.Reading reading) {
      return new WebhookCounts(reading.webhooks(), reading.disabledByServer());
    }

    private long count(String state) {
      return states.getOrDefault(state, 0L);
    }

    private long byHand() {
      return Math.max(0, count("disabled") - disabledByServer);
    }

    /** Degraded while one fails or was disabled by the server: somebody must look at it. */
    Check check() {
      List<String> parts = new ArrayList<>();
      add(parts, count("failing"), "failing");
      add(parts, count("degraded"), "degraded");
      add(parts, disabledByServer, "disabled by the server");
      add(parts, byHand(), "disabled by a user");
      long all = states.values().stream().mapToLong(Long::longValue).sum();
      String detail =
          (all == 1 ? "1 webhook" : all + " webhooks")
              + (parts.isEmpty() ? ", none failing or disabled" : ": " + String.join(", ", parts));
      return count("failing") + disabledByServer > 0
          ? Check.degraded("webhooks", detail)
          : Check.up("webhooks", detail);
    }

    private static void add(List<String> parts, long count, String what) {
      if (count > 0) {
        parts.add(count + " " + what);
      }
    }

    /** The numbers as they are answered. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      for (String state : List.of("healthy", "degraded", "failing", "none", "disabled")) {
        json.put(state, count(state));
      }
      json.put("disabledByServer", disabledByServer);
      return json;
    }
  }
}
