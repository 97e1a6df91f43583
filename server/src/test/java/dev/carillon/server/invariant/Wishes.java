package dev.carillon.server.invariant;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What people asked the server to do with single deliveries, beside what it does by itself. */
final class Wishes {

  private final Map<String, Integer> redeliveries = new HashMap<>();
  private final Set<String> certain = new HashSet<>();
  private final Set<String> hastened = new HashSet<>();

  void redeliver(Collection<String> deliveries, boolean accepted) {
    deliveries.forEach(id -> redeliveries.merge(id, 1, Integer::sum));
    if (accepted) {
      certain.addAll(deliveries);
    }
  }

  void hasten(Collection<String> deliveries) {
    hastened.addAll(deliveries);
  }

  /** How often it may have been asked to be sent once more. */
  int redeliveries(String delivery) {
    return redeliveries.getOrDefault(delivery, 0);
  }

  /** Those for which a wish was answered 2xx: each must have been made once at least. */
  Set<String> certain() {
    return certain;
  }

  boolean hastened(String delivery) {
    return hastened.contains(delivery);
  }
}
