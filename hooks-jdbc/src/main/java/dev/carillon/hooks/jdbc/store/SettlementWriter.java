package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.SettlementStore;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.SubscriptionRows;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Step ⑥ of the flow, in the database: writes the results of attempts in one transaction. First
 * attempts that succeeded become records: one block, a row of {@code results}, for the whole
 * transaction.
 *
 * <p>{@link SettledDeliveries} writes each settlement by its kind:
 *
 * <ul>
 *   <li>a record: an open delivery whose first attempt succeeded. It goes into the block;
 *   <li>a new row: an open delivery with any other result;
 *   <li>a row: a delivery that has a row, which is changed;
 *   <li>a redelivery: one more attempt of an ended delivery, whose row is changed.
 * </ul>
 */
public final class SettlementWriter implements SettlementStore {

  private static final String DISABLE =
      """
      update {webhooks} set disabled_at = ?, disabled_reason = ?, disabled_detail = ?
      where id = ? and disabled_at is null and removed_at is null
      """;
  private static final String ENABLED =
      "select 1 from {webhooks} where id = ? and disabled_at is null and removed_at is null";

  private static final String ROW = "select 1 from {webhooks} where id = ?";

  /** The database, the webhooks in memory, and this node among the others. */
  private final StoreContext context;

  /**
   * Records events about webhooks themselves: that one is failing, recovered or disabled. Failing
   * and recovered are recorded only on a change.
   */
  private final OperationalEventWriter operationalEvents;

  /**
   * What stands in each webhook's row: health, and whether the last event about it was {@code
   * webhook.failing}. Only changes are written.
   */
  private final HealthColumns healths = new HealthColumns();

  /**
   * Where several nodes send: replaces the health and the disabling of each settlement by what the
   * attempts of all nodes together come to.
   */
  private final SharedHealth shared;

  /** The number that stands for a {@code User-Agent} in the rows of attempts. */
  private final UserAgents userAgents = new UserAgents();

  /** Marks the revisions of webhooks that attempts name, so that those are kept. */
  private final UsedRevisions revisions = new UsedRevisions();

  /** Halves batches that receivers find too large. */
  private final BatchSplitter tooLarge;

  /**
   * The settlements of this store.
   *
   * @param outbox records the halves of batches that are too large
   */
  public SettlementWriter(
      StoreContext context, OperationalEventWriter operationalEvents, SqlOutbox outbox) {
    this.context = context;
    this.tooLarge = new BatchSplitter(context, outbox);
    this.shared = new SharedHealth(context, healths);
    this.operationalEvents = operationalEvents;
  }

  @Override
  public Map<Webhook.Id, WebhookState.Disabled> settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return Map.of();
    }
    Written written;
    boolean disabling = settlements.stream().anyMatch(one -> one.disabled().isPresent());
    try {
      // runs after the other works of the transaction (only BEFORE_COMMIT comes later), because it
      // locks rows of webhooks that other nodes lock too
      written =
          context
              .database()
              .write(LockOrder.WEBHOOKS, connection -> write(connection, settlements));
      disabling |= !written.disabled().isEmpty();
      healths.committed(written.healths(), written.recorded().failing());
      userAgents.committed(written.userAgents());
      revisions.committed(written.revisions());
    } catch (RuntimeException notKnown) {
      healths.unknown();
      // SharedHealth.among may have disabled a webhook although no settlement said so
      disabling |= context.node().others().any();
      throw notKnown;
    } finally {
      if (disabling) {
        // the next reader reads the webhooks anew; also after an unknown outcome
        context.cache().outdated();
      }
    }
    operationalEvents.committed(written.recorded().events());
    return written.disabled();
  }

  /**
   * Writes in this order:
   *
   * <ol>
   *   <li>what becomes of the deliveries ({@link SettledDeliveries}): first attempts that succeeded
   *       become one block, others get a row or change theirs, and those that this node no longer
   *       owns are dropped;
   *   <li>the attempts of those that have a row;
   *   <li>the webhooks' health, disabling and holds.
   * </ol>
   *
   * <p>{@code deliveries.keys()} are the row numbers of the webhooks.
   */
  private Written write(Connection connection, List<Settlement> settlements) throws SQLException {
    Map<String, Integer> agents = userAgents.of(connection, settlements);
    var deliveries = new SettledDeliveries(context, connection, agents);
    // another node may have given rows to deliveries that are open here; then these are read and
    // all settlements are written again
    List<Settlement> mine = deliveries.write(settlements);
    Sql.batch(
        connection,
        AttemptRow.INSERT,
        deliveries.withRows(),
        (statement, one) ->
            AttemptRow.write(statement, one.before().sequence(), one.attempt(), agents));
    // ends stored more than 10 s late, and redeliveries: a search by end time would miss their last
    // attempt
    LateEnds.note(connection, mine, context.engineNow());
    Set<UsedRevisions.Used> used = revisions.write(connection, mine, deliveries.keys());
    List<Settlement> settled =
        !mine.isEmpty() && context.node().others().any()
            ? shared.among(connection, mine, deliveries.keys())
            : mine;
    List<Settlement> disabling = disable(connection, settled);
    OperationalEventWriter.Recorded recorded =
        operationalEvents.settled(connection, settled, disabling, healths);
    tooLarge.settled(connection, settled);
    Map<Webhook.Id, WebhookHealth> last = new HashMap<>();
    settled.forEach(one -> last.put(one.before().webhook(), one.health()));
    // in the order of ids, so that two nodes cannot wait for each other
    SortedMap<Webhook.Id, WebhookHealth> after =
        new TreeMap<>(Comparator.comparing(Webhook.Id::value));
    after.putAll(last);
    Map<Webhook.Id, WebhookHealth> differing = healths.write(connection, after);
    HoldColumn.write(connection, settled);
    if (settled.stream().anyMatch(Settlement::holds)) {
      // tells the other nodes of the hold, with the commit
      context.node().others().webhooksChanged(connection);
    }
    Map<Webhook.Id, WebhookState.Disabled> disabled = new HashMap<>();
    disabling.forEach(one -> disabled.put(one.before().webhook(), one.disabled().orElseThrow()));
    return new Written(differing, recorded, agents, used, disabled);
  }

  /**
   * Disables webhooks and returns the settlements that did. It locks all rows of webhooks that will
   * be written, webhook_set first, as an administrator's change does.
   */
  private List<Settlement> disable(Connection connection, List<Settlement> settled)
      throws SQLException {
    List<Settlement> off = new ArrayList<>();
    for (Settlement settlement : settled) {
      if (settlement.disabled().isPresent() && enabled(connection, settlement.before().webhook())) {
        off.add(settlement);
      }
    }
    if (!off.isEmpty()) {
      SqlWebhooks.raiseRevision(context, connection);
    }
    lock(connection, settled);
    List<Settlement> disabling = new ArrayList<>();
    for (Settlement settlement : off) {
      if (disable(connection, settlement.before().webhook(), settlement.disabled().get())) {
        disabling.add(settlement);
      }
    }
    return disabling;
  }

  /**
   * In the order of ids, so that two that settle cannot wait for each other. One alone needs none.
   */
  private void lock(Connection connection, List<Settlement> settled) throws SQLException {
    String await = context.dialect().forUpdate();
    if (await.isEmpty()) {
      return;
    }
    SortedSet<String> written = new TreeSet<>();
    for (Settlement one : settled) {
      Webhook.Id id = one.before().webhook();
      if (one.disabled().isPresent() || one.holds() || healths.writes(id, one.health())) {
        written.add(id.value());
      }
    }
    if (written.size() > 1) {
      for (String id : written) {
        Sql.any(connection, ROW + await, id);
      }
    }
  }

  private static boolean enabled(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.any(connection, ENABLED, id.value());
  }

  /** False where it is disabled or removed already. */
  private boolean disable(Connection connection, Webhook.Id id, WebhookState.Disabled disabled)
      throws SQLException {
    int written =
        Sql.update(
            connection,
            DISABLE,
            Columns.micros(disabled.at()),
            disabled.reason().text(),
            Columns.text(disabled.detail()),
            id.value());
    if (written == 1) {
      // keeps from which revision on it was disabled: later readers know who wanted an event
      SubscriptionRows.changed(connection, id.value(), context.engineNow());
    }
    return written == 1;
  }

  /** What one transaction wrote beside deliveries. */
  private record Written(
      Map<Webhook.Id, WebhookHealth> healths,
      OperationalEventWriter.Recorded recorded,
      Map<String, Integer> userAgents,
      Set<UsedRevisions.Used> revisions,
      Map<Webhook.Id, WebhookState.Disabled> disabled) {}
}
