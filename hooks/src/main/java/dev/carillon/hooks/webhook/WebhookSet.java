package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The set of all webhooks in one revision, held in memory, found by event type and by what they
 * need.
 */
public final class WebhookSet {

  /** No webhook at all, of a revision that no store has. */
  public static final WebhookSet NONE = of(-1, List.of());

  private final long revision;
  private final List<Webhook> webhooks;
  private final Map<EventType, Subscribers> byType;

  private WebhookSet(long revision, List<Webhook> webhooks, Map<EventType, Subscribers> byType) {
    this.revision = revision;
    this.webhooks = webhooks;
    this.byType = byType;
  }

  /** The set of these webhooks, oldest first. */
  public static WebhookSet of(long revision, List<Webhook> webhooks) {
    Map<EventType, List<Webhook>> byType = new HashMap<>();
    for (Webhook webhook : webhooks) {
      for (EventType type : webhook.subscription().eventTypes()) {
        byType.computeIfAbsent(type, t -> new ArrayList<>()).add(webhook);
      }
      for (EventType type : webhook.subscription().operationalEvents()) {
        byType.computeIfAbsent(type, t -> new ArrayList<>()).add(webhook);
      }
    }
    Map<EventType, Subscribers> subscribers = new HashMap<>();
    byType.forEach((type, those) -> subscribers.put(type, new Subscribers(those)));
    return new WebhookSet(revision, List.copyOf(webhooks), subscribers);
  }

  /** Grows with every change of any webhook. */
  public long revision() {
    return revision;
  }

  /** Enabled and disabled ones, oldest first. */
  public List<Webhook> webhooks() {
    return webhooks;
  }

  /** One of them. */
  public Optional<Webhook> find(Webhook.Id id) {
    return webhooks.stream().filter(webhook -> webhook.id().equals(id)).findFirst();
  }

  /** The webhooks that subscribe to this type. */
  public List<Webhook> of(EventType type) {
    Subscribers subscribers = byType.get(type);
    return subscribers == null ? List.of() : subscribers.all();
  }

  /** The webhooks that may want this event, oldest first; all others do not. */
  public Collection<Webhook> candidates(Event event) {
    Subscribers subscribers = byType.get(event.type());
    return subscribers == null ? List.of() : subscribers.candidates(event);
  }
}
