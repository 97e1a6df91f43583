package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.EventTypePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds subscribers where some webhooks subscribe by patterns. Patterns are indexed by what they
 * begin with, and what was found for a type is kept: so types that occur often cost one look-up,
 * however many patterns there are.
 */
final class PatternIndex {

  /** The number of types whose webhooks are kept; beyond it they are searched for again. */
  private static final int TYPES_KEPT = 1_000;

  private final List<Webhook> webhooks;

  /** The places of webhooks with a pattern that begins so. */
  private final Map<String, List<Integer>> byBeginning = new HashMap<>();

  /** The places of webhooks that subscribe by name. */
  private final Map<EventType, List<Integer>> byName = new HashMap<>();

  private final ConcurrentHashMap<EventType, Subscribers> found = new ConcurrentHashMap<>();

  /**
   * An index of these webhooks; without a pattern it is empty and costs nothing.
   *
   * @param webhooks oldest first
   */
  PatternIndex(List<Webhook> webhooks) {
    this.webhooks = webhooks;
    for (int place = 0; place < webhooks.size(); place++) {
      for (EventTypePattern pattern : webhooks.get(place).subscription().patterns()) {
        byBeginning.computeIfAbsent(pattern.beginning(), b -> new ArrayList<>()).add(place);
      }
    }
    if (!isEmpty()) {
      for (int place = 0; place < webhooks.size(); place++) {
        addNames(webhooks.get(place).subscription(), place);
      }
    }
  }

  private void addNames(Webhook.Subscription subscription, int place) {
    subscription.eventTypes().forEach(type -> named(type).add(place));
    subscription.operationalEvents().forEach(type -> named(type).add(place));
  }

  private List<Integer> named(EventType type) {
    return byName.computeIfAbsent(type, t -> new ArrayList<>());
  }

  /** Whether no webhook subscribes by a pattern. */
  boolean isEmpty() {
    return byBeginning.isEmpty();
  }

  /** All that subscribe to a type, by its name or by a pattern. */
  Subscribers subscribers(EventType type) {
    Subscribers known = found.get(type);
    if (known == null) {
      known = find(type);
      if (found.size() >= TYPES_KEPT) {
        found.clear();
      }
      found.put(type, known);
    }
    return known;
  }

  private Subscribers find(EventType type) {
    TreeSet<Integer> places = new TreeSet<>(byName.getOrDefault(type, List.of()));
    for (int length = 0; length <= type.name().length(); length++) {
      String beginning = type.name().substring(0, length);
      for (int place : byBeginning.getOrDefault(beginning, List.of())) {
        if (webhooks.get(place).subscription().includes(type)) {
          places.add(place);
        }
      }
    }
    return new Subscribers(type, places.stream().map(webhooks::get).toList());
  }
}
