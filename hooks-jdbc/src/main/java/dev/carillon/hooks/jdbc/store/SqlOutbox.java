package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records events: one row each, whatever the number of their deliveries. What several callers
 * record in one group is written together. In an embedder's own transaction, of whose end the store
 * does not hear, deliveries get rows at once.
 */
public final class SqlOutbox implements Outbox {

  private final StoreContext context;
  private final EventWriter writer;

  /** An outbox that writes so. */
  public SqlOutbox(StoreContext context, EventWriter writer) {
    this.context = context;
    this.writer = writer;
  }

  @Override
  public FanOut fanOut(Event event) {
    checkType(event);
    return FanOut.of(event, context.cache().held().webhooks());
  }

  /** In an embedder's own transaction it needs no other connection: the pool may have no more. */
  @Override
  public Receipt append(Connection connection, Event event) throws SQLException {
    if (Transaction.of(connection).isEmpty()) {
      return appendedToOwn(connection, event, null);
    }
    checkType(event);
    return append(connection, FanOut.of(event, context.cache().seenBy(connection).webhooks()));
  }

  @Override
  public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection);
    if (lent.isEmpty()) {
      return appendedToOwn(connection, fanOut.event(), fanOut);
    }
    if (lent.get().batching()) {
      StoredSet held = context.cache().held();
      if (fanOut.webhooksRevision() == held.revision()
          && context.node().others().lookedAt() >= held.revision()) {
        EventBatch batch =
            lent.get().batch(EventBatch.class, () -> new EventBatch(held, writer, context.node()));
        if (batch.webhooks().revision() == fanOut.webhooksRevision()) {
          return added(connection, batch, fanOut);
        }
      }
    }
    return written(connection, fanOut.event(), fanOut);
  }

  private Receipt written(Connection connection, Event event, @Nullable FanOut prepared)
      throws SQLException {
    return written(connection, webhooks -> FanOut.of(event, webhooks), prepared, numbered -> {});
  }

  private static void checkType(Event event) {
    if (event.type().equals(EventType.BATCH)) {
      throw new ValidationException(
          new Violation(
              "type", event.type().name(), "another name: batches of events are called so"));
    }
  }

  /**
   * Writes what the store itself sends to one webhook.
   *
   * @param event its snapshot is the payload
   */
  Directed appendTo(Connection connection, Webhook.Id webhook, Event event) throws SQLException {
    Payload payload = event.snapshot().render(event, Projection.DEFAULT);
    AtomicLong sequence = new AtomicLong();
    Receipt receipt =
        written(
            connection,
            webhooks -> FanOut.directed(event, payload, webhook, webhooks.revision()),
            null,
            numbered -> sequence.set(numbered.sequence()));
    return new Directed(receipt, sequence.get());
  }

  /**
   * What was written for one webhook.
   *
   * @param event the event's number, before that of its delivery
   */
  record Directed(Receipt receipt, long event) {}

  private Receipt appendedToOwn(Connection connection, Event event, @Nullable FanOut prepared)
      throws SQLException {
    context.open().othersRecord();
    checkType(event);
    return written(context.database().names().on(connection), event, prepared);
  }

  private Receipt written(
      Connection connection,
      Function<WebhookSet, FanOut> decide,
      @Nullable FanOut prepared,
      Consumer<NumberedEvent> numbered)
      throws SQLException {
    FanOut fanOut = prepared;
    StoredSet webhooks = likely(connection);
    while (true) {
      if (fanOut == null || fanOut.webhooksRevision() != webhooks.revision()) {
        fanOut = decide.apply(webhooks.webhooks());
      }
      context.node().others().look(connection, webhooks.revision());
      EventBatch batch = new EventBatch(webhooks, writer, context.node());
      Optional<Transaction> lent = Transaction.of(connection);
      int savepoint = lent.isPresent() ? context.changes(connection).mark() : 0;
      Receipt receipt = added(connection, batch, fanOut);
      if (batch.write(connection)) {
        numbered.accept(batch.last());
        return receipt;
      }
      if (lent.isPresent()) {
        context.changes(connection).undoTo(savepoint);
      }
      context.node().check(connection);
      webhooks = newest(connection);
    }
  }

  private Receipt added(Connection connection, EventBatch batch, FanOut fanOut)
      throws SQLException {
    if (Transaction.of(connection).isPresent()) {
      OpenChanges changes = context.changes(connection);
      NumberedEvent event = numbered(connection, batch, fanOut);
      changes.given(event.last());
      return event.receipt(true, deliveries(batch, event, changes::open));
    }
    NumberedEvent event = numbered(connection, batch, fanOut);
    return event.receipt(false, deliveries(batch, event, open -> batch.add(row(event, open))));
  }

  /**
   * The set that a transaction most likely sees. In an embedder's own, each statement is one more
   * way to the database: what writes the event checks the set, which others have rarely changed.
   */
  private StoredSet likely(Connection connection) throws SQLException {
    return Transaction.of(connection).isPresent()
        ? newest(connection)
        : context.cache().seenBy(connection);
  }

  private StoredSet newest(Connection connection) throws SQLException {
    return context.cache().at(connection, WebhookCache.revision(connection));
  }

  private NumberedEvent numbered(Connection connection, EventBatch batch, FanOut fanOut)
      throws SQLException {
    NumberedEvent event =
        new NumberedEvent(
            fanOut,
            PackedEvent.of(fanOut, batch.webhooks()::key),
            context.numbers().take(connection, NumberedEvent.numbers(fanOut)),
            Columns.micros(context.engineNow()));
    batch.add(event);
    return event;
  }

  /**
   * The webhooks whose deliveries get rows because one node sends all of theirs, or none does since
   * they are fetched.
   */
  private Set<Webhook.Id> deliveries(
      EventBatch batch, NumberedEvent event, Consumer<OpenDelivery> opened) {
    List<FanOut.Match> matches = event.fanOut().matches();
    Set<Webhook.Id> rowed = Set.of();
    for (int ordinal = 0; ordinal < matches.size(); ordinal++) {
      FanOut.Match match = matches.get(ordinal);
      Optional<Webhook> whole =
          match.missed() || match.held() ? Optional.empty() : batch.whole(match.webhook());
      long sequence = event.sequence() + 1 + ordinal;
      long webhook = batch.webhooks().key(match.webhook());
      OpenDelivery open = new OpenDelivery(webhook, sequence, event.sequence(), event.at());
      if (match.missed()) {
        batch.add(DeliveryRows.NewRow.missed(sequence, event.sequence(), webhook, event.at()));
      } else if (match.held()) {
        batch.add(HeldEvent.of(open, match, event.fanOut(), batch.webhooks()));
      } else if (batch.webhooks().pulled(match.webhook())) {
        batch.addFetched(row(event, open));
        rowed = rowed.isEmpty() ? new HashSet<>() : rowed;
        rowed.add(match.webhook());
      } else if (whole.isPresent()) {
        batch.addFor(whole.get(), row(event, open));
        rowed = rowed.isEmpty() ? new HashSet<>() : rowed;
        rowed.add(match.webhook());
      } else {
        opened.accept(open);
      }
    }
    return rowed;
  }

  /**
   * An engine waits a second for the hand-over of what is due since it was recorded. Nothing hands
   * over what this node only records: so that is due a microsecond later.
   */
  private DeliveryRows.NewRow row(NumberedEvent event, OpenDelivery open) {
    FanOut.Match match = event.fanOut().matches().get(open.ordinal());
    long dueAt = context.node().handsOver() ? event.at() : event.at() + 1;
    return DeliveryRows.NewRow.pending(open, match.payload(), dueAt);
  }
}
