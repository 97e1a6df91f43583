package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.EventType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All webhooks at one revision, held in memory, found by event type.
 *
 * @param revision grows with every change of any webhook
 * @param webhooks enabled and disabled ones, oldest first
 */
public record WebhookSet(
    long revision, List<Webhook> webhooks, Map<EventType, List<Webhook>> byType) {

  /** No webhook at all, at a revision that no store has. */
  public static final WebhookSet NONE = of(-1, List.of());

  /** The set of these webhooks. */
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
    return new WebhookSet(revision, List.copyOf(webhooks), byType);
  }

  /** The webhooks that hear of this type. */
  public List<Webhook> of(EventType type) {
    return byType.getOrDefault(type, List.of());
  }
}
