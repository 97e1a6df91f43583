package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.operations.alerts.AlertSettingsStore.Stored;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few seconds for what is wrong, keeps that in the database, and has the channels told.
 * Where several nodes share the database each one looks; an alert ends when none of them has seen
 * it for a while. What only one node can see is over when that node looks and does not see it; if
 * that node does not look any more, the alert ends later, and says so. Without rules a look reads
 * one row.
 */
final class AlertWatch implements AutoCloseable {

  static final Duration EVERY = Duration.ofSeconds(5);

  /** A node says so often that it still sees an alert. */
  private static final Duration SEEN_EVERY = Duration.ofSeconds(15);

  /** No other node has seen it since: more than two of their looks. */
  private static final Duration UNSEEN = Duration.ofSeconds(40);

  /** A node that could see it does not look any more: it would have ended it long since. */
  private static final Duration UNREPORTED = Duration.ofMinutes(2);

  /** For how long those that ended are shown. */
  static final Duration KEPT = Duration.ofDays(7);

  private static final Duration FORGOTTEN_EVERY = Duration.ofHours(1);
  private static final int ALERTS_MAX = 10_100;

  private final Database database;
  private final AlertSettingsStore store;
  private final AlertConditions conditions;
  private final AlertNotifier notifier;
  private final InstantSource clock;
  private final Supplier<Optional<LastBackup>> backup;
  private final boolean alone;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-alerts");
  private volatile long active;

  /**
   * Does not look yet.
   *
   * @param clock the engine's
   * @param backup this home's last one
   */
  AlertWatch(
      Database database,
      AlertSettingsStore store,
      AlertConditions conditions,
      AlertNotifier notifier,
      InstantSource clock,
      Supplier<Optional<LastBackup>> backup) {
    this.database = database;
    this.store = store;
    this.conditions = conditions;
    this.notifier = notifier;
    this.clock = clock;
    this.backup = backup;
    this.alone = !database.dialect().shared();
  }

  /** Looks from now on. */
  void start() {
    tasks.every(EVERY, "looking for alerts", this::look);
    tasks.every(FORGOTTEN_EVERY, "forgetting alerts that ended", this::forget);
  }

  /** Looks once. */
  void look() {
    Stored stored = store.read();
    AlertSettings settings = stored.settings();
    List<AlertRule> rules = settings.enabled();
    if (rules.isEmpty()) {
      active = 0;
      return;
    }
    if (rules.stream().anyMatch(rule -> rule.condition() == AlertRule.Condition.CERTIFICATE)) {
      conditions.certificates().exchange();
    }
    Instant now = clock.instant();
    List<Finding> findings = conditions.findings(rules, now, newestBackup(stored));
    keep(findings, now);
    notifier.tell(settings);
  }

  /** Other nodes must know of a backup of this one: only one of them makes backups. */
  private Instant newestBackup(Stored stored) {
    Instant known = Instant.ofEpochMilli(stored.backupAt().orElse(0));
    Instant own = backup.get().map(LastBackup::madeAt).orElse(Instant.EPOCH);
    if (own.toEpochMilli() > known.toEpochMilli()) {
      store.backedUp(own);
      return own;
    }
    return known;
  }

  /** Writes only what is new, over, or was not said for a while. */
  private void keep(List<Finding> findings, Instant now) {
    List<Alert> known = database.read(c -> AlertRows.list(c, now, ALERTS_MAX));
    Map<String, Alert> before =
        known.stream().collect(Collectors.toMap(alert -> key(alert.found()), Function.identity()));
    Map<String, Finding> found = new HashMap<>();
    findings.forEach(each -> found.put(key(each), each));
    List<Finding> seen =
        found.values().stream().filter(each -> isNews(before.get(key(each)), now)).toList();
    List<Alert> over =
        known.stream()
            .filter(alert -> !found.containsKey(key(alert.found())))
            .filter(alert -> alone || alert.seenAt().isBefore(now.minus(unseen(alert))))
            .map(alert -> ofAnother(alert) ? alert.unreported() : alert)
            .toList();
    if (!seen.isEmpty() || !over.isEmpty()) {
      database.<Boolean>write(connection -> write(connection, seen, over, now));
    }
    long begun = seen.stream().filter(each -> !before.containsKey(key(each))).count();
    active = known.size() - over.size() + begun;
  }

  private Duration unseen(Alert alert) {
    return ofAnother(alert) ? UNREPORTED : UNSEEN;
  }

  /** Whether only another node can see it. */
  private boolean ofAnother(Alert alert) {
    String node = alert.found().node();
    return !alone && !node.isEmpty() && !node.equals(conditions.node());
  }

  private static boolean isNews(@Nullable Alert known, Instant now) {
    return known == null || known.seenAt().isBefore(now.minus(SEEN_EVERY));
  }

  private static boolean write(
      Connection connection, List<Finding> seen, List<Alert> over, Instant now)
      throws SQLException {
    for (Finding finding : seen) {
      AlertRows.seen(connection, finding, now);
    }
    for (Alert alert : over) {
      AlertRows.ended(connection, alert, now);
    }
    return true;
  }

  private static String key(Finding finding) {
    return finding.rule() + "\n" + finding.subject();
  }

  private void forget() {
    Instant before = clock.instant().minus(KEPT);
    database.<Boolean>write(
        connection -> {
          AlertRows.forget(connection, before);
          return true;
        });
    conditions.certificates().forget();
  }

  /** How many alerts there were when this node looked last, of all nodes. */
  long active() {
    return active;
  }

  @Override
  public void close() {
    tasks.close();
    notifier.awaitSent();
    try {
      conditions.certificates().store();
    } catch (HooksException away) {
      // they are seen again
    }
  }
}
