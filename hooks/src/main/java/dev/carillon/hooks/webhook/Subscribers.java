package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The webhooks that subscribe to one event type, indexed by their owners, their tags and the keys
 * of their filters. Each webhook is indexed by one of these: the one whose keys the fewest other
 * webhooks share.
 */
final class Subscribers {

  /** Up to so many webhooks, asking each one is faster than a look-up by the event's keys. */
  private static final int FEW = 16;

  /** The owner of an event. */
  private static final FilterKey.Dimension OWNER = event -> Optional.of(Set.of(event.owner()));

  /** The tags of an event. */
  private static final FilterKey.Dimension TAGS =
      event -> Optional.of(Set.copyOf(event.tags().texts()));

  private final EventType type;
  private final List<Webhook> all;
  private final List<Integer> alwaysAsked = new ArrayList<>();
  private final Map<FilterKey.Dimension, Map<String, List<Integer>>> byKey = new HashMap<>();
  private final Map<FilterKey.Dimension, List<Integer>> byDimension = new HashMap<>();

  /**
   * An index of these webhooks.
   *
   * @param type what all of them subscribe to
   * @param all oldest first
   */
  Subscribers(EventType type, List<Webhook> all) {
    this.type = type;
    this.all = List.copyOf(all);
    Map<FilterKey.Dimension, Map<String, Integer>> wanted = wanted();
    for (int place = 0; place < all.size(); place++) {
      Optional<FilterKey> rarest =
          needs(place).stream().min(Comparator.comparingInt(need -> crowd(need, wanted)));
      if (rarest.isEmpty()) {
        alwaysAsked.add(place);
      } else {
        put(rarest.get(), place);
      }
    }
  }

  /** All of them, oldest first. */
  List<Webhook> all() {
    return all;
  }

  /** The webhooks that may want the event, oldest first; no other wants it. */
  Collection<Webhook> candidates(Event event) {
    if (byDimension.isEmpty() || all.size() <= FEW) {
      return all;
    }
    Map<Integer, Webhook> found = new TreeMap<>();
    add(alwaysAsked, found);
    for (FilterKey.Dimension dimension : byDimension.keySet()) {
      Optional<Set<String>> keys = dimension.keysOf(event);
      if (keys.isEmpty()) {
        add(byDimension.getOrDefault(dimension, List.of()), found);
      } else {
        addByKeys(byKey.getOrDefault(dimension, Map.of()), keys.get(), found);
      }
    }
    return found.values();
  }

  /** Goes over whichever are fewer, the event's keys or those that are wanted. */
  private void addByKeys(
      Map<String, List<Integer>> wanted, Set<String> keys, Map<Integer, Webhook> found) {
    if (keys.size() <= wanted.size()) {
      keys.forEach(key -> add(wanted.getOrDefault(key, List.of()), found));
    } else {
      wanted.forEach((key, places) -> add(keys.contains(key) ? places : List.of(), found));
    }
  }

  private void add(List<Integer> places, Map<Integer, Webhook> found) {
    places.forEach(place -> found.put(place, all.get(place)));
  }

  private void put(FilterKey need, int place) {
    byDimension.computeIfAbsent(need.dimension(), d -> new ArrayList<>()).add(place);
    Map<String, List<Integer>> keys = byKey.computeIfAbsent(need.dimension(), d -> new HashMap<>());
    for (String key : need.keys()) {
      keys.computeIfAbsent(key, k -> new ArrayList<>()).add(place);
    }
  }

  private List<FilterKey> needs(int place) {
    Webhook webhook = all.get(place);
    Webhook.Subscription subscription = webhook.subscription();
    boolean tagged =
        !subscription.tags().none() && !subscription.operationalEvents().contains(type);
    if (webhook.owner().isEmpty() && !tagged) {
      return subscription.filter().needs();
    }
    List<FilterKey> needs = new ArrayList<>(subscription.filter().needs());
    if (!webhook.owner().isEmpty()) {
      needs.add(new FilterKey(OWNER, Set.of(webhook.owner())));
    }
    if (tagged) {
      subscription.tags().texts().forEach(tag -> needs.add(new FilterKey(TAGS, Set.of(tag))));
    }
    return needs;
  }

  /** How many webhooks want each key. */
  private Map<FilterKey.Dimension, Map<String, Integer>> wanted() {
    Map<FilterKey.Dimension, Map<String, Integer>> wanted = new HashMap<>();
    for (int place = 0; place < all.size(); place++) {
      for (FilterKey need : needs(place)) {
        Map<String, Integer> keys = wanted.computeIfAbsent(need.dimension(), d -> new HashMap<>());
        need.keys().forEach(key -> keys.merge(key, 1, Integer::sum));
      }
    }
    return wanted;
  }

  private static int crowd(FilterKey need, Map<FilterKey.Dimension, Map<String, Integer>> wanted) {
    Map<String, Integer> keys = wanted.getOrDefault(need.dimension(), Map.of());
    return need.keys().stream().mapToInt(key -> keys.getOrDefault(key, 0)).sum();
  }
}
