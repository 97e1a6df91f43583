package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The actions on single deliveries. A redelivery has a row of its own until its attempt was made.
 * The delivery needs a row too: a record becomes a row first.
 */
final class RedeliveryRows {

  private static final String ASK =
      """
      insert into {redeliveries} (delivery, webhook, owner, requested_at, cancelled)
      values (?, ?, ?, ?, 0)
      on conflict (delivery) do nothing
      """;

  /** One that was called off and is asked for again comes after those that wait. */
  private static final String ANEW =
      "delete from {redeliveries} where delivery = ? and cancelled = 1";

  private static final String WAITING =
      """
      join {redeliveries} r on r.delivery = d.sequence
      where r.webhook = (select key from {webhooks} where id = ?)
        and r.owner = ? and r.cancelled = 0
      order by r.number limit ?
      """;
  private static final String REDELIVERING =
      """
      select w.id from {webhooks} w
      where w.removed_at is null
        and exists (
          select 1 from {redeliveries} r where r.webhook = w.key and r.owner = ? and r.cancelled = 0)
      """;
  private static final String COUNT =
      """
      select count(*) from (
        select 1 from {redeliveries} r join {webhooks} w on w.key = r.webhook
        where r.cancelled = 0 and w.disabled_at is null and w.removed_at is null limit ?) as waiting
      """;
  private static final String KEEP = "select 1 from {deliveries} where sequence = ?";
  private static final String NOW =
      "update {deliveries} set due_at = ? where sequence = ? and state = 0";
  private static final String CANCEL =
      "update {deliveries} set state = 3, due_at = null, ended_at = ?"
          + " where sequence = ? and state = 0";

  /** A consumer's reader gets it once more. */
  private static final String FETCHED_AGAIN =
      "update {deliveries} set state = 0, due_at = ?, ended_at = null"
          + " where sequence = ? and state <> 0";

  private static final String END_LEASE = "update {leases} set until = ? where delivery = ?";
  private static final String SWITCHES =
      "select disabled_at, removed_at from {webhooks} where key = ?";

  private final StoreContext context;
  private final GivenRows given;

  RedeliveryRows(StoreContext context) {
    this.context = context;
    this.given = new GivenRows(context);
  }

  ActionResult redeliver(Connection connection, Delivery.Id id) throws SQLException {
    Optional<StoredDelivery> found = find(connection, id);
    if (found.isEmpty()) {
      return ActionResult.UNKNOWN;
    }
    ActionResult standing = standing(connection, found.get());
    if (standing != ActionResult.DELIVERED && standing != ActionResult.ENDED) {
      return standing;
    }
    if (found.get().owner() == SqlConsumers.OWNER) {
      return fetchedAgain(connection, found.get().sequence());
    }
    long owner = context.ownerStill(connection);
    if (found.get().place() instanceof StoredDelivery.Recorded
        && !promoted(connection, found.get(), owner)) {
      return redeliver(connection, id); // it was moved meanwhile
    }
    long now = Columns.micros(context.engineNow());
    long sequence = found.get().sequence();
    if (context.dialect().shared()
        && !Sql.any(connection, KEEP + context.dialect().forUpdate(), sequence)) {
      return redeliver(connection, id); // another node has purged it meanwhile
    }
    Sql.update(connection, ANEW, sequence);
    if (Sql.update(connection, ASK, sequence, found.get().webhook(), owner, now) == 0) {
      return ActionResult.WAITING;
    }
    context.node().others().redelivered(connection, found.get().webhook());
    return ActionResult.DONE;
  }

  /** Without the lease that it may have had when it was cancelled. */
  private ActionResult fetchedAgain(Connection connection, long sequence) throws SQLException {
    int rows = Sql.update(connection, FETCHED_AGAIN, Columns.micros(context.engineNow()), sequence);
    if (rows == 1) {
      ConsumerLeases.remove(connection, sequence);
    }
    return changed(rows);
  }

  /** A record becomes a row and its attempt; false where it is no record any more. */
  private boolean promoted(Connection connection, StoredDelivery record, long owner)
      throws SQLException {
    Optional<FirstAttempt> taken =
        context.firstAttempts().take(connection, record.webhook(), record.sequence());
    if (taken.isEmpty()) {
      return false;
    }
    FirstAttempt first = taken.get();
    DeliveryRows.insert(
        connection,
        owner,
        List.of(
            new DeliveryRows.NewRow(
                first.sequence(),
                first.event(),
                first.webhook(),
                record.payload(),
                StateCodes.DELIVERED,
                1,
                null,
                first.ended(),
                first.created(),
                first.status(),
                false)));
    String agent = UserAgents.text(connection, first.userAgent());
    Sql.batch(
        connection,
        AttemptRow.INSERT,
        List.of(first.attempt(agent)),
        (statement, attempt) ->
            AttemptRow.write(
                statement, first.sequence(), attempt, Map.of(agent, first.userAgent())));
    return true;
  }

  /** The same, but for one that was delivered since it was seen. */
  ActionResult redeliver(Connection connection, Delivery seen) throws SQLException {
    if (!(seen.state() instanceof DeliveryState.Delivered)) {
      Optional<StoredDelivery> now = find(connection, seen.id());
      if (now.isPresent() && standing(connection, now.get()) == ActionResult.DELIVERED) {
        return ActionResult.DELIVERED;
      }
    }
    return redeliver(connection, seen.id());
  }

  int count(Connection connection, int max) throws SQLException {
    return (int) Sql.number(connection, COUNT, max);
  }

  ActionResult retryNow(Connection connection, Delivery.Id id) throws SQLException {
    Optional<StoredDelivery> found = findStill(connection, id);
    if (found.isEmpty()) {
      return ActionResult.UNKNOWN;
    }
    ActionResult standing = standing(connection, found.get());
    if (standing != ActionResult.PENDING) {
      return standing == ActionResult.MISSED || standing == ActionResult.DELIVERED
          ? ActionResult.ENDED
          : standing;
    }
    StoredDelivery pending = found.get();
    Instant now = context.engineNow();
    Webhook.Id webhook = DeliveryReader.within(context, connection).name(pending.webhook()).id();
    HoldColumn.release(context, connection, webhook, now);
    long micros = Columns.micros(now);
    context.node().others().cancelled(connection, pending.webhook());
    if (pending.place() instanceof StoredDelivery.InEvent) {
      DeliveryRows.Opened due = (one, payload) -> DeliveryRows.NewRow.pending(one, payload, micros);
      return became(connection, pending, due) ? ActionResult.DONE : retryNow(connection, id);
    }
    Sql.update(connection, END_LEASE, micros, pending.sequence());
    return changed(Sql.update(connection, NOW, micros, pending.sequence()));
  }

  ActionResult cancel(Connection connection, Delivery.Id id, Instant now) throws SQLException {
    Optional<StoredDelivery> found = findStill(connection, id);
    if (found.isEmpty()) {
      return ActionResult.UNKNOWN;
    }
    StoredDelivery one = found.get();
    context.node().others().cancelled(connection, one.webhook());
    return switch (one.place()) {
      case StoredDelivery.InEvent open -> {
        DeliveryRows.Opened off =
            (closed, payload) -> DeliveryRows.NewRow.cancelled(closed, payload, now);
        yield became(connection, one, off) ? ActionResult.DONE : cancel(connection, id, now);
      }
      case StoredDelivery.Recorded recorded -> ActionResult.ENDED;
      case StoredDelivery.Row row -> cancelRow(connection, one.owner(), row.sequence(), now);
    };
  }

  /**
   * Cancels a row. If a reader of a consumer has it on lease, the lease ends, so that it holds up
   * nothing.
   */
  private ActionResult cancelRow(Connection connection, long owner, long sequence, Instant now)
      throws SQLException {
    int rows = Sql.update(connection, CANCEL, Columns.micros(now), sequence);
    if (rows == 1 && owner == SqlConsumers.OWNER) {
      Sql.update(connection, END_LEASE, Columns.micros(context.engineNow()), sequence);
    }
    return changed(rows);
  }

  /**
   * The delivery where it lies, which stays so until this transaction ends as far as it is open:
   * the node that has it open settles nothing meanwhile.
   */
  private Optional<StoredDelivery> findStill(Connection connection, Delivery.Id id)
      throws SQLException {
    Optional<StoredDelivery> found = find(connection, id);
    if (found.isEmpty() || !(found.get().place() instanceof StoredDelivery.InEvent)) {
      return found;
    }
    if (found.get().owner() != context.owner()) {
      GivenRows.lock(connection, found.get().owner());
      return find(connection, id);
    }
    context.ownerOfOpen(connection);
    // another node may have been quicker
    return context.dialect().shared() ? find(connection, id) : found;
  }

  /** Gives an open delivery a row; false if it has got one meanwhile. */
  private boolean became(Connection connection, StoredDelivery open, DeliveryRows.Opened opened)
      throws SQLException {
    List<DeliveryRows.NewRow> rows = List.of(opened.row(open.asOpen(), open.payload()));
    if (open.owner() != context.owner()) {
      return given.give(connection, open.owner(), rows) == 1;
    }
    if (context.changes(connection).close(open.webhook(), open.sequence()) == null) {
      context.open().doubtful();
      throw new IllegalStateException("open in the database, not in memory: " + open.sequence());
    }
    context.giveRows(() -> DeliveryRows.insert(connection, context.owner(), rows));
    return true;
  }

  private static ActionResult changed(int rows) {
    return rows == 1 ? ActionResult.DONE : ActionResult.ENDED;
  }

  private Optional<StoredDelivery> find(Connection connection, Delivery.Id id) throws SQLException {
    return DeliveryReader.within(context, connection).find(id);
  }

  /** The reason why a delivery cannot be sent, or else its state. */
  private static ActionResult standing(Connection connection, StoredDelivery found)
      throws SQLException {
    ActionResult state =
        switch (found.state()) {
          case DeliveryState.Pending pending -> ActionResult.PENDING;
          case DeliveryState.Missed missed -> ActionResult.MISSED;
          case DeliveryState.Delivered delivered -> ActionResult.DELIVERED;
          case DeliveryState.Exhausted exhausted -> ActionResult.ENDED;
          case DeliveryState.Cancelled cancelled -> ActionResult.ENDED;
        };
    return Sql.first(
            connection,
            SWITCHES,
            row -> {
              if (row.getObject("removed_at") != null) {
                return ActionResult.REMOVED;
              }
              return row.getObject("disabled_at") != null ? ActionResult.DISABLED : state;
            },
            found.webhook())
        .orElse(ActionResult.UNKNOWN);
  }

  Set<Webhook.Id> redelivering(Connection connection) throws SQLException {
    return new LinkedHashSet<>(
        Sql.list(
            connection, REDELIVERING, row -> new Webhook.Id(row.getString(1)), context.owner()));
  }

  List<DueDelivery> waiting(Connection connection, Webhook.Id webhook, int limit)
      throws SQLException {
    List<DueDelivery> due = new ArrayList<>();
    Sql waiting = Sql.of(WAITING, webhook.value(), context.owner(), limit);
    for (StoredDelivery one : DeliveryReader.atOneMoment(context, connection).rowsWhole(waiting)) {
      due.add(one.due(webhook));
    }
    return due;
  }
}
