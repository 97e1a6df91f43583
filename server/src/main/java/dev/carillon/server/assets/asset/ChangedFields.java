package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Metadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which fields differ, in the registry's order; custom fields come last, by name. */
final class ChangedFields {

  /** They differ with every change, or are too long to be told. */
  private static final Set<String> UNTOLD = Set.of("assetModified", "assetModifier", "textContent");

  private final Map<String, Integer> order = new HashMap<>();
  private final Comparator<String> inOrder =
      Comparator.<String>comparingInt(name -> order.getOrDefault(name, Integer.MAX_VALUE))
          .thenComparing(Comparator.naturalOrder());

  ChangedFields(FieldRegistry registry) {
    for (Field field : registry.all()) {
      order.put(field.name(), order.size());
    }
  }

  Map<String, FieldChange> between(Metadata before, Metadata after) {
    Set<String> names = new LinkedHashSet<>(before.names());
    names.addAll(after.names());
    names.removeAll(UNTOLD);
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      if (!before.get(name).equals(after.get(name))) {
        differing.add(name);
      }
    }
    differing.sort(inOrder);
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    for (String name : differing) {
      changed.put(
          name, new FieldChange(before.get(name).orElse(null), after.get(name).orElse(null)));
    }
    return changed;
  }
}
