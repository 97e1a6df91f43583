package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventRules;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records what becomes of webhooks in the transaction that makes it so. Where nothing is told,
 * which is nearly always, it reads nothing and writes nothing.
 */
public final class OperationalEventWriter {

  private static final String STATE = "select state from {deliveries} where sequence = ?";

  private final WebhookCache cache;
  private final Outbox outbox;
  private final OperationalEventSource source;

  /** Operational events of this source, written with the store's outbox. */
  public OperationalEventWriter(WebhookCache cache, Outbox outbox, OperationalEventSource source) {
    this.cache = cache;
    this.outbox = outbox;
    this.source = source;
  }

  /** Records what an administrator's change tells; to be committed with it. */
  List<OperationalEvent> changed(Connection connection, Webhook before, Webhook after)
      throws SQLException {
    return recorded(connection, OperationalEventRules.ofChange(before, after));
  }

  /**
   * Records what settlements tell; to be committed with them, and called before healths are
   * written.
   *
   * @param settled those that passed the fence
   * @param disabling those among them that switched their webhook off
   */
  Recorded settled(
      Connection connection,
      List<Settlement> settled,
      List<Settlement> disabling,
      HealthColumns healths)
      throws SQLException {
    List<OperationalEvent> events = new ArrayList<>();
    Map<Webhook.Id, Boolean> known = new HashMap<>();
    for (Map.Entry<Webhook.Id, List<Settlement>> one : byWebhook(settled).entrySet()) {
      Webhook.Id id = one.getKey();
      List<Settlement> off =
          disabling.stream().filter(each -> each.before().webhook().equals(id)).toList();
      WebhookHealth after = one.getValue().getLast().health();
      if (off.isEmpty()
          && healths.makesNoEvent(id, after)
          && one.getValue().stream().noneMatch(OperationalEventWriter::isLast)) {
        continue;
      }
      List<Settlement> ordinary =
          one.getValue().stream().filter(each -> !source.announces(each.before().type())).toList();
      List<Settlement> givenUp = givenUp(connection, ordinary);
      if (off.isEmpty() && givenUp.isEmpty() && healths.makesNoEvent(id, after)) {
        continue;
      }
      boolean failing = HealthColumns.lastEventWasFailing(connection, id);
      known.put(id, failing);
      Optional<Webhook> webhook =
          cache.at(connection, WebhookCache.revision(connection)).webhooks().find(id);
      if (webhook.isPresent()) {
        for (OperationalEvent event :
            OperationalEventRules.ofSettling(webhook.get(), failing, ordinary, givenUp, off)) {
          if (turns(connection, event, known)) {
            events.add(event);
          }
        }
      }
    }
    return new Recorded(recorded(connection, events), known);
  }

  /** Whether it is told: that a webhook fails, or does no longer, only after the contrary. */
  private static boolean turns(
      Connection connection, OperationalEvent event, Map<Webhook.Id, Boolean> known)
      throws SQLException {
    boolean fails = event.kind() == OperationalEvent.Kind.FAILING;
    if (!fails && event.kind() != OperationalEvent.Kind.RECOVERED) {
      return true;
    }
    known.put(event.webhook(), fails);
    return HealthColumns.setLastEvent(connection, event.webhook(), fails);
  }

  /** To be called once they are committed. */
  void committed(List<OperationalEvent> events) {
    events.forEach(source::committed);
  }

  /** In the order of ids, so that two nodes cannot wait for each other. */
  private static Map<Webhook.Id, List<Settlement>> byWebhook(List<Settlement> settled) {
    Map<Webhook.Id, List<Settlement>> byWebhook =
        new TreeMap<>(Comparator.comparing(Webhook.Id::value));
    for (Settlement one : settled) {
      byWebhook.computeIfAbsent(one.before().webhook(), id -> new ArrayList<>()).add(one);
    }
    return byWebhook;
  }

  /**
   * The settlements that made their delivery fail for good. One that was cancelled on the wire
   * stays cancelled, and one whose redelivery failed had failed before.
   */
  private static List<Settlement> givenUp(Connection connection, List<Settlement> settled)
      throws SQLException {
    List<Settlement> givenUp = new ArrayList<>();
    for (Settlement one : settled) {
      if (isLast(one)
          && state(connection, one.before().sequence()) == StateCodes.number(one.next())) {
        givenUp.add(one);
      }
    }
    return givenUp;
  }

  /** Whether no attempt follows by the schedule, unless the delivery was cancelled meanwhile. */
  private static boolean isLast(Settlement one) {
    return !one.attempt().redelivery() && one.next() instanceof DeliveryState.Exhausted;
  }

  private static long state(Connection connection, long sequence) throws SQLException {
    return Sql.first(connection, STATE, Sql.NUMBER, sequence).orElse((long) StateCodes.PENDING);
  }

  private List<OperationalEvent> recorded(Connection connection, List<OperationalEvent> events)
      throws SQLException {
    if (events.isEmpty()) {
      return events;
    }
    WebhookSet webhooks = cache.at(connection, WebhookCache.revision(connection)).webhooks();
    for (OperationalEvent event : events) {
      Optional<Event> made = source.event(event);
      if (made.isPresent()) {
        FanOut fanOut = FanOut.of(owned(made.get(), event, webhooks), webhooks);
        if (!fanOut.matches().isEmpty()) {
          outbox.append(connection, fanOut);
        }
      }
    }
    return events;
  }

  /** Gives the event the webhook's owner, so that no other tenant gets it. */
  private static Event owned(Event made, OperationalEvent event, WebhookSet webhooks) {
    return webhooks
        .find(event.webhook())
        .map(webhook -> webhook.owner().isEmpty() ? made : made.ownedBy(webhook.owner()))
        .orElse(made);
  }

  /**
   * The operational events of some settlements.
   *
   * @param failing what is known now of what was told last of a webhook: whether it is failing
   */
  record Recorded(List<OperationalEvent> events, Map<Webhook.Id, Boolean> failing) {}
}
