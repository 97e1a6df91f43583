package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.BatchMaker.Element;
import dev.carillon.hooks.jdbc.store.StoredDelivery.OfEvent;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Halves a batch whose receiver answered 413 (RFC 9110, section 15.5.14: content too large), in the
 * transaction that settles it. Both halves are deliveries of their own, in the order of their
 * events, and may be halved again. A batch of one event has failed, as any delivery would.
 */
final class BatchSplitter {

  private static final int TOO_LARGE = 413;

  /** Whether a delivery failed for good; one that was cancelled while on the wire did not. */
  private static final String EXHAUSTED =
      "select 1 from {deliveries} where sequence = ? and state = " + StateCodes.EXHAUSTED;

  private final StoreContext context;
  private final BatchMaker batches;

  BatchSplitter(StoreContext context, SqlOutbox outbox) {
    this.context = context;
    this.batches = new BatchMaker(context, outbox);
  }

  /** Halves those of these that are batches and were too large. */
  void settled(Connection connection, List<Settlement> settled) throws SQLException {
    for (Settlement one : settled) {
      if (isTooLarge(one) && Sql.any(connection, EXHAUSTED, one.before().sequence())) {
        Optional<Webhook> webhook =
            context
                .cache()
                .at(connection, WebhookCache.revision(connection))
                .webhooks()
                .find(one.before().webhook());
        if (webhook.isPresent()) {
          split(connection, webhook.get(), one.before().sequence());
        }
      }
    }
  }

  private static boolean isTooLarge(Settlement one) {
    return one.before().type().equals(EventType.BATCH)
        && !one.attempt().redelivery()
        && one.next() instanceof DeliveryState.Exhausted
        && one.attempt().outcome() instanceof Outcome.Rejected rejected
        && rejected.response().status() == TOO_LARGE;
  }

  private void split(Connection connection, Webhook webhook, long delivery) throws SQLException {
    List<Element> elements = elements(GroupedEvent.of(connection, delivery));
    OfEvent event =
        new StoredEvents(context.dialect(), connection)
            .whole(List.of(delivery - 1))
            .get(delivery - 1);
    if (elements.size() < 2 || event == null) {
      return;
    }
    Payload whole = event.payload(0);
    byte[] array = whole.bytes();
    int middle = elements.size() / 2;
    int end = 0;
    for (List<Element> half :
        List.of(elements.subList(0, middle), elements.subList(middle, elements.size()))) {
      int begin = end; // the bracket or the comma before its first element
      for (Element element : half) {
        end += 1 + element.bytes();
      }
      byte[] open = Arrays.copyOfRange(array, begin, end);
      open[0] = '[';
      batches.append(
          connection,
          webhook,
          BatchMaker.event(webhook, event.time(), open, whole.problem()),
          half,
          delivery);
    }
  }

  /** The elements of the batch in their order; events that were merged share one. */
  private static List<Element> elements(List<GroupedEvent> grouped) {
    List<Element> elements = new ArrayList<>();
    List<Long> events = new ArrayList<>();
    for (int i = 0; i < grouped.size(); i++) {
      GroupedEvent one = grouped.get(i);
      events.add(one.event());
      if (i + 1 == grouped.size() || grouped.get(i + 1).place() != one.place()) {
        elements.add(new Element(events, one.bytes()));
        events = new ArrayList<>();
      }
    }
    return elements;
  }
}
