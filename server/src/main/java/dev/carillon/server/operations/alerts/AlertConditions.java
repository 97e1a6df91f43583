package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.operations.health.Check;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Looks for what is wrong. Each node looks at what it can see: webhooks in the database, deliveries
 * that it owns, its own disks and backups. At most so many alerts of one rule are told apart.
 *
 * @param webhooks all of them
 * @param due when the earliest delivery of each webhook is due that this node owns
 * @param consumers how far behind those are that fetch their events
 * @param certificates of receivers and of webhooks
 * @param disks how much space there is on this node's disks
 * @param node by which this node's disks are told from those of others
 */
record AlertConditions(
    Database database,
    Webhooks webhooks,
    Supplier<Map<Webhook.Id, Instant>> due,
    ConsumerLags consumers,
    ReceiverCertificates certificates,
    Supplier<List<Check>> disks,
    String node) {

  /** Of one rule; what else it finds is one more, with their number. */
  static final int FINDINGS_MAX = 200;

  private static final int ROWS_MAX = 10_000;

  private static final String FAILING =
      """
      select id, failures_in_row, last_error from webhooks
      where removed_at is null and disabled_at is null and health = 'FAILING' limit ?
      """;

  /**
   * What is wrong by these rules.
   *
   * @param now the engine's time
   * @param backup the newest backup of all nodes; the epoch where none is known
   */
  List<Finding> findings(List<AlertRule> rules, Instant now, Instant backup) {
    List<Finding> findings = new ArrayList<>();
    for (AlertRule rule : rules) {
      Gathered gathered = new Gathered(rule);
      switch (rule.condition()) {
        case WEBHOOK_FAILING -> failing(gathered);
        case WEBHOOK_DISABLED -> disabled(gathered);
        case BACKLOG -> backlog(gathered, now);
        case CONSUMER -> consumers(gathered, now);
        case CERTIFICATE -> certificates(gathered, now);
        case DISK -> disks(gathered);
        case BACKUP -> backup(gathered, now, backup);
      }
      findings.addAll(gathered.all());
    }
    return findings;
  }

  private void failing(Gathered into) {
    Map<String, String> failing = new HashMap<>();
    database
        .read(
            connection ->
                Sql.list(
                    connection,
                    FAILING,
                    row ->
                        Map.entry(
                            row.getString("id"),
                            row.getInt("failures_in_row")
                                + " attempts in a row failed, the last one with: "
                                + row.getString("last_error")),
                    ROWS_MAX))
        .forEach(row -> failing.put(row.getKey(), row.getValue()));
    each(
        into,
        (webhook, found) -> {
          String detail = failing.get(webhook.id().value());
          if (detail != null) {
            found.accept(webhook, detail);
          }
        });
  }

  private void disabled(Gathered into) {
    each(
        into,
        (webhook, found) -> {
          if (webhook.state() instanceof WebhookState.Disabled off
              && off.reason() != WebhookState.Reason.MANUAL
              && off.reason() != WebhookState.Reason.RESTORED) {
            found.accept(
                webhook,
                "The server disabled it ("
                    + off.reason().text()
                    + (off.detail().isEmpty() ? ")" : "): " + off.detail()));
          }
        });
  }

  /** What waits for a disabled or held webhook is not due before that is enabled or released. */
  private void backlog(Gathered into, Instant now) {
    Map<Webhook.Id, Instant> earliest = due.get();
    Map<Webhook.Id, Instant> holds = webhooks.holds(now);
    Instant late = now.minus(Duration.ofMinutes(into.rule.limit()));
    each(
        into,
        (webhook, found) -> {
          Instant dueAt = earliest.getOrDefault(webhook.id(), Instant.MAX);
          boolean sends = webhook.enabled() && !webhook.pulled();
          if (sends && !holds.containsKey(webhook.id()) && dueAt.isBefore(late)) {
            found.accept(
                webhook,
                "A delivery has been due since " + shown(dueAt) + " and was not attempted");
          }
        });
  }

  private void consumers(Gathered into, Instant now) {
    Instant late = now.minus(Duration.ofMinutes(into.rule.limit()));
    each(
        into,
        (webhook, found) -> {
          Instant oldest =
              webhook.enabled() && webhook.pulled()
                  ? consumers.oldest(webhook.id(), now)
                  : Instant.MAX;
          if (oldest.isBefore(late)) {
            found.accept(
                webhook, "An event of " + shown(oldest) + " is not acknowledged by the consumer");
          }
        });
  }

  private void certificates(Gathered into, Instant now) {
    Instant soon = now.plus(Duration.ofDays(into.rule.limit()));
    each(
        into,
        (webhook, found) -> {
          Instant receiver = certificates.ofReceiver(webhook);
          Instant own = certificates.ofClient(webhook);
          if (webhook.enabled() && receiver.isBefore(soon)) {
            found.accept(webhook, "The receiver's certificate " + ends(receiver, now));
          } else if (webhook.enabled() && own.isBefore(soon)) {
            found.accept(webhook, "The webhook's client certificate " + ends(own, now));
          }
        });
  }

  private static String ends(Instant at, Instant now) {
    return (at.isAfter(now) ? "ends at " : "ended at ") + shown(at);
  }

  private void disks(Gathered into) {
    for (Check disk : disks.get()) {
      if (disk.status() != Check.Status.UP) {
        into.add(Finding.ofNode(into.rule.name(), disk.name(), node, disk.detail()));
      }
    }
  }

  private void backup(Gathered into, Instant now, Instant backup) {
    if (backup.isBefore(now.minus(Duration.ofHours(into.rule.limit())))) {
      into.add(
          "backup",
          "Backup",
          backup.equals(Instant.EPOCH)
              ? "'carillon backup' has not made a backup yet"
              : "The last backup was made at " + shown(backup));
    }
  }

  private void each(Gathered into, BiConsumer<Webhook, BiConsumer<Webhook, String>> look) {
    for (Webhook webhook : webhooks.current().webhooks()) {
      if (into.rule.about(webhook.id().value())) {
        look.accept(webhook, into::add);
      }
    }
  }

  private static String shown(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What one rule has found. */
  private static final class Gathered {

    private final AlertRule rule;
    private final List<Finding> all = new ArrayList<>();
    private int more;

    Gathered(AlertRule rule) {
      this.rule = rule;
    }

    void add(Webhook webhook, String detail) {
      add(webhook.id().value(), webhook.name(), detail);
    }

    void add(String subject, String name, String detail) {
      add(new Finding(rule.name(), subject, name, detail));
    }

    void add(Finding found) {
      if (all.size() < FINDINGS_MAX) {
        all.add(found);
      } else {
        more++;
      }
    }

    List<Finding> all() {
      if (more > 0) {
        all.add(new Finding(rule.name(), "*", more + " more", "The same is wrong with them"));
        more = 0;
      }
      return all;
    }
  }
}
