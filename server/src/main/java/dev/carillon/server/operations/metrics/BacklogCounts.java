package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What waits in the store, and how webhooks are. It is read when metrics are requested, at most
 * once in five seconds, with statements that read a bounded number of rows; while the database
 * fails the last answer stays.
 */
public final class BacklogCounts {

  /** More than this is not counted. */
  public static final int COUNTED_MAX = 1_000_000;

  /** Of more webhooks not all are looked at. */
  private static final int WEBHOOKS_MAX = 100_000;

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final String STATES =
      """
      select case when disabled_at is null then health else 'DISABLED' end as state,
        count(*) as webhooks
      from (select health, disabled_at from webhooks where removed_at is null limit ?) as present
      group by 1
      """;

  private final Database database;
  private final Webhooks webhooks;
  private final DueDeliveries due;
  private final DeliveryLog log;
  private final InstantSource clock;
  private Reading latest = Reading.NOTHING;
  private long readAt = System.nanoTime() - FRESH_NANOS;

  /** The backlog of this store. */
  public BacklogCounts(Database database, Store store) {
    this.database = database;
    this.webhooks = store.webhooks();
    this.due = store.due();
    this.log = store.log();
    this.clock = store.engineClock();
  }

  /** What is known, not older than a few seconds. */
  public synchronized Reading reading() {
    if (System.nanoTime() - readAt >= FRESH_NANOS) {
      try {
        latest = read();
      } catch (HooksException away) {
        // what was known before is better than nothing; the database has checks of its own
      } finally {
        readAt = System.nanoTime(); // fresh from its end on, however long it took
      }
    }
    return latest;
  }

  private Reading read() {
    DeliveryLog.Count pending = log.count(DeliveryFilter.ALL.in("pending"), COUNTED_MAX);
    Map<String, Long> states = database.read(BacklogCounts::states);
    return new Reading(pending, oldestDue(), states, disabledByServer());
  }

  private static Map<String, Long> states(Connection connection) throws SQLException {
    Map<String, Long> states = new TreeMap<>();
    for (WebhookHealth.Status status : WebhookHealth.Status.values()) {
      states.put(status.name().toLowerCase(Locale.ROOT), 0L);
    }
    states.put("disabled", 0L);
    List<Map.Entry<String, Long>> rows =
        Sql.list(
            connection,
            STATES,
            row -> Map.entry(row.getString("state"), row.getLong("webhooks")),
            WEBHOOKS_MAX);
    rows.forEach(row -> states.put(row.getKey().toLowerCase(Locale.ROOT), row.getValue()));
    return states;
  }

  private long disabledByServer() {
    return webhooks.current().webhooks().stream()
        .map(Webhook::state)
        .filter(
            state ->
                state instanceof WebhookState.Disabled disabled
                    && disabled.reason() != WebhookState.Reason.MANUAL)
        .count();
  }

  /** What waits for a disabled or held webhook is not due before that is enabled or released. */
  private OptionalLong oldestDue() {
    Map<Webhook.Id, Instant> earliest = due.earliestDue();
    Instant now = clock.instant();
    Map<Webhook.Id, Instant> holds = webhooks.holds(now);
    return webhooks.current().webhooks().stream()
        .filter(Webhook::enabled)
        .filter(webhook -> !holds.containsKey(webhook.id()))
        .map(webhook -> earliest.getOrDefault(webhook.id(), Instant.MAX))
        .filter(due -> !due.isAfter(now))
        .mapToLong(due -> Duration.between(due, now).toMillis())
        .max();
  }

  /**
   * What was found.
   *
   * @param pending deliveries that wait, counted up to {@link #COUNTED_MAX}
   * @param oldestDueMillis for how long the one has waited that was due first; empty where none is
   * @param webhooks how many webhooks there are in each state
   * @param disabledByServer how many of the disabled ones no administrator disabled
   */
  public record Reading(
      DeliveryLog.Count pending,
      OptionalLong oldestDueMillis,
      Map<String, Long> webhooks,
      long disabledByServer) {

    static final Reading NOTHING =
        new Reading(new DeliveryLog.Count(0, false), OptionalLong.empty(), Map.of(), 0);

    public Reading {
      webhooks = Map.copyOf(webhooks);
    }
  }
}
