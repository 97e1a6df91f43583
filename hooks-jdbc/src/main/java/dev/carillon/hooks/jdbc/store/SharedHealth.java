package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The health of webhooks to which several nodes send: replaces what a settlement says of health and
 * disabling by what the attempts of all nodes come to. A node's memory knows its own attempts only;
 * so what it settles is added to what stands in the webhook's row, which is locked meanwhile. Where
 * nothing would change there, as with one more success of a healthy webhook, it is only read.
 *
 * <p>Failures within {@link DeliveryPolicy#DISABLE_WINDOW} are counted in the row too, by tenths of
 * a second of the time at which they are settled. So several nodes switch a webhook off at the same
 * number as one would; at the edge of the window they may differ by a tenth of a second.
 */
final class SharedHealth {

  private static final long TENTH_MICROS = 100_000;
  private static final long WINDOW_TENTHS = DeliveryPolicy.DISABLE_WINDOW.toMillis() / 100;

  private static final String SELECT =
      "select id, told_failing, recent_failures, "
          + HealthColumns.NAMES
          + " from {webhooks} where removed_at is null and ";
  private static final String KEEP = "update {webhooks} set recent_failures = ? where id = ?";

  private static final String FORGET =
      "update {webhooks} set recent_failures = '' where id = ? and recent_failures <> ''";

  private final StoreContext context;
  private final HealthColumns healths;

  SharedHealth(StoreContext context, HealthColumns healths) {
    this.context = context;
    this.healths = healths;
  }

  /**
   * The same settlements among those of all nodes.
   *
   * @param keys the numbers of their webhooks
   */
  List<Settlement> among(
      Connection connection, List<Settlement> settled, Map<Webhook.Id, Long> keys)
      throws SQLException {
    long now = Columns.micros(context.engineNow()) / TENTH_MICROS;
    Sql these = Sql.of(SELECT).then(context.dialect().among("key", List.copyOf(keys.values())));
    Among seen = among(read(connection, these, now), settled);
    if (seen.changed().isEmpty()) {
      return seen.settled();
    }
    if (seen.settled().stream().anyMatch(one -> one.disabled().isPresent())) {
      // before their rows, as an administrator's change does
      SqlWebhooks.raiseRevision(context, connection);
    }
    // in the order of ids, so that two that settle cannot wait for each other
    Sql locked = these.then(" order by id" + context.dialect().forUpdate());
    Among sure = among(read(connection, locked, now), settled);
    Sql.batch(
        connection,
        KEEP,
        sure.changed().entrySet(),
        (statement, one) -> Sql.set(statement, one.getValue().text(), one.getKey().value()));
    return sure.settled();
  }

  private Map<Webhook.Id, Stored> read(Connection connection, Sql these, long now)
      throws SQLException {
    Map<Webhook.Id, Stored> stored = new HashMap<>();
    these.each(
        connection,
        row -> {
          Webhook.Id id = new Webhook.Id(row.getString("id"));
          Stored one = Stored.read(row, now);
          stored.put(id, one);
          healths.known(id, one.health(), row.getInt("told_failing") == 1);
        });
    return stored;
  }

  private Among among(Map<Webhook.Id, Stored> stored, List<Settlement> settled) {
    Map<Webhook.Id, Stored> after = new HashMap<>(stored);
    List<Settlement> among = new ArrayList<>();
    SortedMap<Webhook.Id, Failures> changed =
        new TreeMap<>(Comparator.comparing(Webhook.Id::value));
    for (Settlement one : settled) {
      Webhook.Id id = one.before().webhook();
      Stored before = after.get(id);
      if (before == null) {
        among.add(one); // removed
        continue;
      }
      boolean failed = !one.attempt().outcome().success();
      Failures failures = failed ? before.failures().and() : before.failures();
      Settlement next = one.among(before.health(), failures.count());
      among.add(next);
      after.put(id, new Stored(next.health(), failures));
      if (failed || healths.writes(id, next.health())) {
        changed.put(id, failures);
      }
    }
    return new Among(among, changed);
  }

  /** From now on no failure before counts: the webhook was switched on. */
  static void forget(StoreContext context, Connection connection, Webhook.Id id)
      throws SQLException {
    if (context.dialect().shared()) {
      Sql.update(connection, FORGET, id.value());
    }
  }

  /**
   * Settlements among those of all nodes.
   *
   * @param changed the webhooks whose rows change
   */
  private record Among(List<Settlement> settled, SortedMap<Webhook.Id, Failures> changed) {}

  /** What a webhook's row says. */
  private record Stored(WebhookHealth health, Failures failures) {

    static Stored read(ResultSet row, long now) throws SQLException {
      return new Stored(
          HealthColumns.read(row), Failures.read(row.getString("recent_failures"), now));
    }
  }

  /**
   * Failures within the window that ends now.
   *
   * @param now in tenths of a second
   * @param counts how many there were in each of them
   */
  private record Failures(long now, SortedMap<Long, Integer> counts) {

    static Failures read(String text, long now) {
      SortedMap<Long, Integer> counts = new TreeMap<>();
      String[] numbers = text.isEmpty() ? new String[0] : text.split(" ");
      for (int i = 0; i < numbers.length; i += 2) {
        long at = Long.parseLong(numbers[i]);
        if (at > now - WINDOW_TENTHS) {
          counts.put(Math.min(at, now), Integer.valueOf(numbers[i + 1]));
        }
      }
      return new Failures(now, counts);
    }

    /** These and one more. */
    Failures and() {
      SortedMap<Long, Integer> more = new TreeMap<>(counts);
      more.merge(now, 1, Integer::sum);
      return new Failures(now, more);
    }

    int count() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    String text() {
      List<String> numbers = new ArrayList<>();
      counts.forEach((at, count) -> numbers.add(at + " " + count));
      return String.join(" ", numbers);
    }
  }
}
