package dev.carillon.server.invariant;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects what must not be. */
final class Faults {

  private final Map<Invariant, List<String>> found = new EnumMap<>(Invariant.class);

  void add(Invariant broken, String how) {
    found.computeIfAbsent(broken, invariant -> new ArrayList<>()).add(how);
  }

  List<String> of(Invariant invariant) {
    return found.getOrDefault(invariant, List.of());
  }

  Map<Invariant, List<String>> byInvariant() {
    return found;
  }
}
