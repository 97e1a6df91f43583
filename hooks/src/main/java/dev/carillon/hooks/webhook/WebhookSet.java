package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The set of all webhooks in one revision, held in memory, found by event type and by what they
 * need.
 */
public final class WebhookSet {

  /** No webhook at all, of a revision that no store has. */
  public static final WebhookSet NONE = of(-1, List.of());

  private final long revision;
  private final List<Webhook> webhooks;
  private final Map<EventType, Subscribers> byName;
  private final PatternIndex byPattern;

  private WebhookSet(
      long revision,
      List<Webhook> webhooks,
      Map<EventType, Subscribers> byName,
      PatternIndex byPattern) {
    this.revision = revision;
    this.webhooks = webhooks;
    this.byName = byName;
    this.byPattern = byPattern;
  }

  /** The set of these webhooks, oldest first. */
  public static WebhookSet of(long revision, List<Webhook> webhooks) {
    Map<EventType, List<Webhook>> byName = new HashMap<>();
    for (Webhook webhook : webhooks) {
      for (EventType type : webhook.subscription().eventTypes()) {
        byName.computeIfAbsent(type, t -> new ArrayList<>()).add(webhook);
      }
      for (EventType type : webhook.subscription().operationalEvents()) {
        byName.computeIfAbsent(type, t -> new ArrayList<>()).add(webhook);
      }
    }
    Map<EventType, Subscribers> subscribers = new HashMap<>();
    byName.forEach((type, those) -> subscribers.put(type, new Subscribers(type, those)));
    List<Webhook> all = List.copyOf(webhooks);
    return new WebhookSet(revision, all, subscribers, new PatternIndex(all));
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
    Subscribers subscribers = subscribers(type);
    return subscribers == null ? List.of() : subscribers.all();
  }

  /** The webhooks that may want this event, oldest first; all others do not. */
  public Collection<Webhook> candidates(Event event) {
    Subscribers subscribers = subscribers(event.type());
    return subscribers == null ? List.of() : subscribers.candidates(event);
  }

  private @Nullable Subscribers subscribers(EventType type) {
    return byPattern.isEmpty() ? byName.get(type) : byPattern.subscribers(type);
  }
}
