package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one list of settlements makes of deliveries, in the order of the list: an open one becomes a
 * record if its first attempt succeeded, else a row; a row is changed behind its fence. Those of
 * one kind that follow each other are written together.
 *
 * <p>Where other nodes gave rows to what was open here, memory learns of them first: {@link
 * GivenRows}.
 */
final class SettledDeliveries {

  private final StoreContext context;
  private final Connection connection;
  private final OpenChanges changes;
  private final StoredSet webhooks;
  private final Map<String, Integer> userAgents;
  private final Map<Webhook.Id, Long> keys = new HashMap<>();
  private final List<FirstAttempt> records = new ArrayList<>();
  private final List<Settlement> settled = new ArrayList<>();
  private final List<Settlement> withRows = new ArrayList<>();
  private final List<Settlement> alike = new ArrayList<>();
  private final List<DeliveryRows.NewRow> newRows = new ArrayList<>();
  private Kind kind = Kind.RECORD;

  SettledDeliveries(StoreContext context, Connection connection, Map<String, Integer> userAgents)
      throws SQLException {
    this.context = context;
    this.connection = connection;
    this.changes = context.changes(connection);
    this.webhooks = context.cache().held();
    this.userAgents = userAgents;
  }

  /**
   * Writes settlements and returns those that passed the fence, in the order given. None pass if
   * another node took over.
   */
  List<Settlement> write(List<Settlement> settlements) throws SQLException {
    int before = changes.mark();
    if (writeBehindFence(settlements)) {
      return settled;
    }
    undo(before);
    // other nodes gave rows to deliveries open here: load these rows, then write all again
    if (context.learn(connection)) {
      int known = changes.mark();
      if (writeBehindFence(settlements)) {
        return settled;
      }
      undo(known);
    }
    return List.of();
  }

  /** Resets this object because the fence was closed: nothing was written. */
  private void undo(int mark) {
    changes.undoTo(mark);
    settled.clear();
    withRows.clear();
    records.clear();
    newRows.clear();
    alike.clear();
    kind = Kind.RECORD;
  }

  /**
   * Writes settlements behind the fence; false if it is closed. The insert of a block checks the
   * fence itself, so it is checked beforehand only if rows are written.
   */
  private boolean writeBehindFence(List<Settlement> settlements) throws SQLException {
    boolean stillOwner = false;
    for (Settlement settlement : settlements) {
      OpenDelivery open = closeOpen(settlement);
      Kind next = kindOf(settlement, open);
      if (next != Kind.RECORD && !stillOwner) {
        stillOwner = context.node().stillOwnerOfOpen(connection);
        if (!stillOwner) {
          return false;
        }
      }
      if (next != kind) {
        flush();
        kind = next;
      }
      alike.add(settlement);
      if (open != null) {
        take(settlement, open);
      }
    }
    flush();
    return records.isEmpty()
        || context.firstAttempts().insert(connection, context.node(), changes.resolved(), records);
  }

  /** Closes the delivery in memory if this was the first attempt of an open one; else null. */
  private @Nullable OpenDelivery closeOpen(Settlement settlement) throws SQLException {
    long webhook = key(settlement);
    return settlement.attempt().number() == 1 && !settlement.attempt().redelivery()
        ? changes.close(webhook, settlement.before().sequence())
        : null;
  }

  private static Kind kindOf(Settlement settlement, @Nullable OpenDelivery open) {
    if (settlement.attempt().redelivery()) {
      return Kind.REDELIVERY;
    }
    if (open == null) {
      return Kind.ROW;
    }
    return settlement.attempt().fitsRecord() ? Kind.RECORD : Kind.NEW_ROW;
  }

  private void take(Settlement settlement, OpenDelivery open) throws SQLException {
    Attempt attempt = settlement.attempt();
    if (kind == Kind.RECORD && attempt.outcome() instanceof Outcome.Accepted accepted) {
      AttemptTarget.Made made = attempt.target().made();
      records.add(
          new FirstAttempt(
              open.sequence(),
              open.ordinal(),
              open.webhook(),
              open.recordedAt(),
              Columns.micros(StateCodes.endedAt(settlement.next())),
              Columns.micros(attempt.at()),
              Columns.micros(attempt.duration()),
              accepted.response().status(),
              Math.max(0, made.revision()),
              userAgents.getOrDefault(made.userAgent(), 0)));
      return;
    }
    newRows.add(
        new DeliveryRows.NewRow(
            open.sequence(),
            open.event(),
            open.webhook(),
            DeliveryRows.payload(connection, open),
            StateCodes.number(settlement.next()),
            1,
            StateCodes.dueMicros(settlement.next()),
            StateCodes.endedMicros(settlement.next()),
            open.recordedAt(),
            StateCodes.last(attempt.outcome()),
            false));
  }

  private void flush() throws SQLException {
    long owner = context.owner();
    switch (kind) {
      case RECORD -> settled.addAll(alike);
      case NEW_ROW -> {
        context.giveRows(() -> DeliveryRows.insert(connection, owner, newRows));
        settledWithRows(alike);
      }
      case ROW -> settledWithRows(DeliveryRows.settle(connection, owner, alike));
      case REDELIVERY -> settledWithRows(DeliveryRows.settleRedeliveries(connection, owner, alike));
    }
    newRows.clear();
    alike.clear();
  }

  private void settledWithRows(List<Settlement> some) {
    settled.addAll(some);
    withRows.addAll(some);
  }

  /** Settlements that passed the fence and whose attempts need rows, since no record has them. */
  List<Settlement> withRows() {
    return withRows;
  }

  /** The number of a settlement's webhook, which may have been removed. */
  private long key(Settlement settlement) throws SQLException {
    Webhook.Id webhook = settlement.before().webhook();
    Long known = keys.get(webhook);
    if (known != null) {
      return known;
    }
    Long present = webhooks.keys().get(webhook);
    long key = present == null ? WebhookCache.key(connection, webhook) : present;
    keys.put(webhook, key);
    return key;
  }

  /** The numbers of all webhooks for which something was settled. */
  Map<Webhook.Id, Long> keys() {
    return keys;
  }

  /** The kinds of settlements, by the statement that writes them: see {@link SettlementWriter}. */
  private enum Kind {
    RECORD,
    NEW_ROW,
    ROW,
    REDELIVERY
  }
}
