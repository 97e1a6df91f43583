package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Metadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which fields differ, in the registry's order; custom fields come last, by name. */
final class ChangedFields {

  /** Fields that are never listed as changed: they differ with every change, or are too long. */
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
    Map<String, Object> old = before.asMap();
    Map<String, Object> now = after.asMap();
    List<String> differing = new ArrayList<>();
    old.forEach(
        (name, value) -> {
          if (!value.equals(now.get(name))) {
            differing.add(name);
          }
        });
    for (String name : now.keySet()) {
      if (!old.containsKey(name)) {
        differing.add(name);
      }
    }
    differing.removeAll(UNTOLD);
    differing.sort(inOrder);
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    for (String name : differing) {
      changed.put(name, new FieldChange(old.get(name), now.get(name)));
    }
    return changed;
  }
}
