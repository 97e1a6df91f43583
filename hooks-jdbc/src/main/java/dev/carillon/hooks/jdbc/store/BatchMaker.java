package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one delivery of many events: an event of type {@link EventType#BATCH} for one webhook,
 * whose payload is a JSON array of theirs, in the order in which they were recorded.
 */
final class BatchMaker {

  /**
   * The payload of a batch with several events has at most two bytes more than this: the last comma
   * and the last bracket.
   */
  static final int BYTES_MAX = 5_000_000;

  /** So many events are read at once: payloads for other webhooks are read with them. */
  private static final int READ_AT_ONCE = 50;

  private static final String READY =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.ready_at is not null"
          + " and h.merged_into is null order by h.event limit ?";
  private static final String MERGED =
      "select "
          + HeldEvent.COLUMNS
          + " from {held_events} h where h.webhook = ? and h.merged_into = ? order by h.event";
  private static final String PENDING =
      "select 1 from {deliveries} where webhook = ? and state = 0 limit 1";
  private static final String ENABLED =
      "select 1 from {webhooks} where key = ? and removed_at is null and disabled_at is null";

  private final StoreContext context;
  private final SqlOutbox outbox;

  BatchMaker(StoreContext context, SqlOutbox outbox) {
    this.context = context;
    this.outbox = outbox;
  }

  /** The webhook's next batch, if its time has come. */
  Optional<Receipt> next(long key, Webhook webhook) {
    if (HeldOrder.isOrdered(webhook) && isOpen(key)) {
      return Optional.empty();
    }
    Optional<Draft> draft = context.database().read(connection -> draft(connection, key, webhook));
    return draft.isEmpty()
        ? Optional.empty()
        : context.database().write(connection -> write(connection, key, webhook, draft.get()));
  }

  /** The next batch; empty while it is not due. */
  private Optional<Draft> draft(Connection connection, long key, Webhook webhook)
      throws SQLException {
    Grouping grouping = webhook.grouping();
    List<HeldEvent> ready =
        Sql.list(connection, READY, HeldEvent::read, key, grouping.batchMaxEvents());
    if (ready.isEmpty()
        || !isDue(ready, grouping)
        || (HeldOrder.isOrdered(webhook) && Sql.any(connection, PENDING, key))) {
      return Optional.empty();
    }
    Draft draft = new Draft();
    for (int from = 0; from < ready.size() && !draft.full(); from += READ_AT_ONCE) {
      List<HeldEvent> some = ready.subList(from, Math.min(ready.size(), from + READ_AT_ONCE));
      Map<Long, OfEvent> events =
          new StoredEvents(context.dialect(), connection)
              .whole(some.stream().map(HeldEvent::event).toList());
      for (HeldEvent one : some) {
        OfEvent event = events.get(one.event());
        if (event == null) {
          throw new IllegalStateException("event " + one.event() + " is held and not there");
        }
        if (!draft.full()) {
          draft.add(one, Sql.list(connection, MERGED, HeldEvent::read, key, one.event()), event);
        }
      }
    }
    return Optional.of(draft);
  }

  /** Where events are many, a batch may be limited by its bytes: that is found as it is made. */
  private boolean isDue(List<HeldEvent> ready, Grouping grouping) {
    if (ready.size() >= grouping.batchMaxEvents()) {
      return true;
    }
    long oldest = Long.MAX_VALUE;
    for (HeldEvent one : ready) {
      oldest = Math.min(oldest, one.readyAt() == null ? Long.MAX_VALUE : one.readyAt());
    }
    return oldest <= Columns.micros(context.engineNow()) - Columns.micros(grouping.batchWait());
  }

  private Optional<Receipt> write(Connection connection, long key, Webhook webhook, Draft draft)
      throws SQLException {
    if (!Sql.any(connection, ENABLED, key)
        || (HeldOrder.isOrdered(webhook) && isPending(connection, key))) {
      return Optional.empty();
    }
    GroupCollector.take(connection, draft.taken);
    return Optional.of(append(connection, webhook, draft.event(webhook), draft.elements, null));
  }

  /**
   * Whether a delivery to the webhook is open. Checked before a batch is put together, since that
   * takes long.
   */
  private boolean isOpen(long key) {
    return context.read(now -> !now.set(key).after(-1, Long.MAX_VALUE, 1).isEmpty());
  }

  /** Events keep their order: a batch waits until what was sent before has ended. */
  private boolean isPending(Connection connection, long key) throws SQLException {
    return Sql.any(connection, PENDING, key)
        || !context
            .changes(connection)
            .oldest(key, context.changes(connection).floor(), 1)
            .isEmpty();
  }

  /**
   * Writes a batch.
   *
   * @param elements what it has
   * @param splitOf the number of the batch that was too large; null = none
   */
  Receipt append(
      Connection connection,
      Webhook webhook,
      Event event,
      List<Element> elements,
      @Nullable Long splitOf)
      throws SQLException {
    context.changes(connection);
    SqlOutbox.Directed made = outbox.appendTo(connection, webhook.id(), event);
    long key = WebhookCache.key(connection, webhook.id());
    List<GroupedEvent> grouped = new ArrayList<>();
    for (int place = 0; place < elements.size(); place++) {
      for (long of : elements.get(place).events()) {
        grouped.add(
            new GroupedEvent(
                made.event() + 1,
                place,
                of,
                key,
                made.event(),
                elements.get(place).bytes(),
                splitOf));
      }
    }
    GroupedEvent.insert(connection, grouped);
    GroupedEvent.enterSubjects(connection, grouped);
    return made.receipt();
  }

  /** Writes a batch of one event, which is locked; gives the id of its delivery. */
  Delivery.Id ofOne(Connection connection, Webhook webhook, StoredEvent of, Payload payload)
      throws SQLException {
    byte[] element = payload.bytes();
    byte[] open = new byte[element.length + 1];
    open[0] = '[';
    System.arraycopy(element, 0, open, 1, element.length);
    Event batch = event(webhook, of.event().time(), open, payload.problem());
    Element only = new Element(List.of(of.sequence()), element.length);
    append(connection, webhook, batch, List.of(only), null);
    return NumberedEvent.deliveryId(batch.id(), 1);
  }

  /**
   * The event that carries a batch.
   *
   * @param open the array without its last bracket
   * @param problem of one of its elements; empty = none has one
   */
  static Event event(Webhook webhook, Instant time, byte[] open, String problem) {
    byte[] array = Arrays.copyOf(open, open.length + 1);
    array[open.length] = ']';
    Snapshot whole = Snapshot.of(Payload.of(array).withProblem(problem));
    return Event.of(EventType.BATCH, webhook.id().value(), time, whole).ownedBy(webhook.owner());
  }

  /**
   * An element of a batch's array.
   *
   * @param events the numbers of its events: one, or those that were merged
   * @param bytes its length
   */
  record Element(List<Long> events, int bytes) {
    Element {
      events = List.copyOf(events);
    }
  }

  /** A batch while it is put together. */
  private static final class Draft {

    private final List<HeldEvent> taken = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final ByteArrayOutputStream array = new ByteArrayOutputStream();
    private Instant time = Instant.EPOCH;
    private String problem = "";
    private boolean full;

    /** Adds an event, unless the payload would be too long then. */
    void add(HeldEvent held, List<HeldEvent> merged, OfEvent event) {
      Payload element = event.payload(held.payload());
      byte[] payload = element.bytes();
      full |= !elements.isEmpty() && array.size() + payload.length > BYTES_MAX;
      if (full) {
        return;
      }
      array.write(elements.isEmpty() ? '[' : ',');
      array.writeBytes(payload);
      List<Long> events = new ArrayList<>();
      events.add(held.event());
      merged.forEach(one -> events.add(one.event()));
      elements.add(new Element(events, payload.length));
      taken.add(held);
      taken.addAll(merged);
      time = event.time();
      problem = problem.isEmpty() ? element.problem() : problem;
    }

    boolean full() {
      return full;
    }

    /** The event that carries it. */
    Event event(Webhook webhook) {
      return BatchMaker.event(webhook, time, array.toByteArray(), problem);
    }
  }
}
