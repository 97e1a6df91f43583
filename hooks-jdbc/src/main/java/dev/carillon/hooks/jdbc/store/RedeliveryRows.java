package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One more attempt of deliveries that have ended. Until it was made, a row of its own says so; the
 * delivery's row says what it said before.
 */
final class RedeliveryRows {

  private static final String ASK =
      """
      insert into resends (delivery, webhook, owner, requested_at, cancelled)
      values (?, ?, ?, ?, 0)
      on conflict (delivery) do nothing
      """;

  /** One that was called off and is asked for again comes after those that wait. */
  private static final String ANEW = "delete from resends where delivery = ? and cancelled = 1";

  private static final String WAITING =
      DeliveryRow.SELECT_DUE
          + """
          join resends r on r.delivery = d.sequence
          where r.webhook = (select key from webhooks where id = ?)
            and r.owner = ? and r.cancelled = 0
          order by r.number limit ?
          """;
  private static final String RESENDING =
      """
      select w.id from webhooks w
      where w.removed_at is null
        and exists (
          select 1 from resends r where r.webhook = w.key and r.owner = ? and r.cancelled = 0)
      """;
  private static final String COUNT =
      """
      select count(*) from (
        select 1 from resends r join webhooks w on w.key = r.webhook
        where r.cancelled = 0 and w.disabled_at is null and w.removed_at is null limit ?) as waiting
      """;
  private static final String SETTLE =
      """
      update deliveries set
        attempts = attempts + 1,
        ended_at = case when ? = 1 and state <> 1 then ? else ended_at end,
        state = case when ? = 1 then 1 else state end
      where sequence = ? and attempts = ? and state <> 0
        and exists (select 1 from resends r where r.delivery = deliveries.sequence and r.owner = ?)
      """;
  private static final String DONE = "delete from resends where delivery = ?";
  private static final String NOW =
      "update deliveries set due_at = ? where sequence = ? and state = 0";
  private static final String CANCEL =
      "update deliveries set state = 3, due_at = null, ended_at = ?"
          + " where sequence = ? and state = 0";

  private final StoreContext context;
  private final String find;

  RedeliveryRows(StoreContext context) {
    this.context = context;
    this.find =
        """
        select d.sequence, d.state, d.webhook, w.id as webhook_id, w.disabled_at, w.removed_at
        from deliveries d join webhooks w on w.key = d.webhook
        """
            + DeliveryRow.byId(context.dialect().ofEvent());
  }

  ActionResult redeliver(Connection connection, Delivery.Id id) throws SQLException {
    Found found = find(connection, id);
    if (found.result() != ActionResult.DELIVERED && found.result() != ActionResult.ENDED) {
      return found.result();
    }
    return ask(connection, found) ? ActionResult.DONE : ActionResult.WAITING;
  }

  /** The same, but for one that was delivered since it was seen. */
  ActionResult redeliver(Connection connection, Delivery seen) throws SQLException {
    if (!(seen.state() instanceof DeliveryState.Delivered)
        && find(connection, seen.id()).result() == ActionResult.DELIVERED) {
      return ActionResult.DELIVERED;
    }
    return redeliver(connection, seen.id());
  }

  int count(Connection connection, int max) throws SQLException {
    return (int) Sql.number(connection, COUNT, max);
  }

  private boolean ask(Connection connection, Found found) throws SQLException {
    long owner = context.ownerStill(connection);
    long now = Columns.micros(context.engineNow());
    Sql.update(connection, ANEW, found.sequence());
    return Sql.update(connection, ASK, found.sequence(), found.webhook(), owner, now) == 1;
  }

  ActionResult retryNow(Connection connection, Delivery.Id id) throws SQLException {
    Found found = find(connection, id);
    if (found.result() != ActionResult.PENDING) {
      return found.orEnded();
    }
    Instant now = context.engineNow();
    HoldColumn.release(connection, new Webhook.Id(found.webhookId()), now);
    return changed(connection, NOW, now, found);
  }

  ActionResult cancel(Connection connection, Delivery.Id id, Instant now) throws SQLException {
    Found found = find(connection, id);
    if (found.state() == StateCodes.PENDING) {
      return changed(connection, CANCEL, now, found);
    }
    return found.state() < 0 ? ActionResult.UNKNOWN : ActionResult.ENDED;
  }

  private static ActionResult changed(Connection connection, String sql, Instant time, Found found)
      throws SQLException {
    return Sql.update(connection, sql, Columns.micros(time), found.sequence()) == 1
        ? ActionResult.DONE
        : ActionResult.ENDED;
  }

  private Found find(Connection connection, Delivery.Id id) throws SQLException {
    return Sql.first(connection, find, Found::read, DeliveryRow.parametersOf(id))
        .orElse(Found.NOTHING);
  }

  Set<Webhook.Id> redelivering(Connection connection) throws SQLException {
    return new LinkedHashSet<>(
        Sql.list(connection, RESENDING, row -> new Webhook.Id(row.getString(1)), context.owner()));
  }

  List<DueDelivery> waiting(Connection connection, Webhook.Id webhook, int limit)
      throws SQLException {
    return Sql.list(
        connection, WAITING, DeliveryRow::readDue, webhook.value(), context.owner(), limit);
  }

  /** Writes what a resend came to; false where it did not pass the fence. */
  boolean settle(Connection connection, Settlement settlement) throws SQLException {
    int success = settlement.attempt().outcome().success() ? 1 : 0;
    long sequence = settlement.before().sequence();
    int settled =
        Sql.update(
            connection,
            SETTLE,
            success,
            Columns.micros(StateCodes.endedAt(settlement.next())),
            success,
            sequence,
            settlement.attempt().number() - 1,
            context.owner());
    if (settled != 1) {
      return false;
    }
    Sql.update(connection, DONE, sequence);
    return true;
  }

  /** What stands in a delivery's row, and what keeps it from being sent. */
  private record Found(
      long sequence, int state, long webhook, String webhookId, ActionResult result) {

    static final Found NOTHING = new Found(0, -1, 0, "", ActionResult.UNKNOWN);

    static Found read(ResultSet row) throws SQLException {
      int state = row.getInt("state");
      boolean disabled = row.getObject("disabled_at") != null;
      boolean removed = row.getObject("removed_at") != null;
      ActionResult result = disabled ? ActionResult.DISABLED : of(state);
      return new Found(
          row.getLong("sequence"),
          state,
          row.getLong("webhook"),
          row.getString("webhook_id"),
          removed ? ActionResult.REMOVED : result);
    }

    private static ActionResult of(int state) {
      return switch (state) {
        case StateCodes.PENDING -> ActionResult.PENDING;
        case StateCodes.MISSED -> ActionResult.MISSED;
        case StateCodes.DELIVERED -> ActionResult.DELIVERED;
        default -> ActionResult.ENDED;
      };
    }

    /** Of one that is not pending. */
    ActionResult orEnded() {
      return result == ActionResult.MISSED || result == ActionResult.DELIVERED
          ? ActionResult.ENDED
          : result;
    }
  }
}
