package dev.carillon.server.invariant;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What people asked the server to do with single deliveries, beside what it does by itself. */
final class Wishes {

  private final Map<String, Integer> resends = new HashMap<>();
  private final Set<String> certain = new HashSet<>();
  private final Set<String> hastened = new HashSet<>();

  void resend(Collection<String> deliveries, boolean accepted) {
    deliveries.forEach(id -> resends.merge(id, 1, Integer::sum));
    if (accepted) {
      certain.addAll(deliveries);
    }
  }

  void hasten(Collection<String> deliveries) {
    hastened.addAll(deliveries);
  }

  /** How often it may have been asked to be sent once more. */
  int resends(String delivery) {
    return resends.getOrDefault(delivery, 0);
  }

  /** Those for which a wish was answered 2xx: each must have been made once at least. */
  Set<String> certain() {
    return certain;
  }

  boolean hastened(String delivery) {
    return hastened.contains(delivery);
  }
}
