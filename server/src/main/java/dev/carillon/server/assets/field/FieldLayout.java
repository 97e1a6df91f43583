package dev.carillon.server.assets.field;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which group each field is in, read line by line: {@code [Camera: image, video]} begins a group,
 * and the fields of the lines behind it are in it. Groups are in the order in which they are named
 * first.
 */
final class FieldLayout {

  /** Where a field is that is in no group. */
  static final String OTHERS = "Own fields";

  private static final int NAME_MAX = 100;

  private static final Set<String> KINDS =
      Set.of(
          "archive",
          "audio",
          "container",
          "document",
          "generic",
          "image",
          "layout",
          "pdf",
          "presentation",
          "text",
          "video",
          "xml");

  private static final Pattern HEADING = Pattern.compile("\\[([^\\[\\]:]+)(?::([^\\[\\]:]*))?]");

  private final Map<String, Set<String>> kinds = new LinkedHashMap<>();
  private final Map<String, String> groups = new LinkedHashMap<>();
  private String current = "";

  /** Whether a line begins a group. */
  static boolean heading(String line) {
    return line.startsWith("[");
  }

  /**
   * Begins a group, or goes on with it.
   *
   * @throws IllegalArgumentException if the line cannot be read
   */
  void begin(String line) {
    Matcher heading = HEADING.matcher(line.strip());
    if (!heading.matches()) {
      throw new IllegalArgumentException("a group is written [Name] or [Name: kinds]: " + line);
    }
    String name = heading.group(1).strip();
    if (name.isEmpty() || name.length() > NAME_MAX) {
      throw new IllegalArgumentException(
          "a group's name has 1 to " + NAME_MAX + " characters: " + line);
    }
    Set<String> wanted = new LinkedHashSet<>();
    if (heading.group(2) != null) {
      wanted.addAll(ShippedFields.cells(heading.group(2)));
      if (!KINDS.containsAll(wanted)) {
        throw new IllegalArgumentException(
            "a group is for kinds out of "
                + String.join(", ", KINDS.stream().sorted().toList())
                + ": "
                + line);
      }
      kinds.put(name, wanted);
    }
    kinds.putIfAbsent(name, wanted);
    current = name;
  }

  /** The field is in the group that was begun last. */
  void add(String field) {
    if (!current.isEmpty()) {
      groups.put(field, current);
    }
  }

  /** These groups first and the others behind; what both say of a group or a field is as here. */
  FieldLayout over(FieldLayout others) {
    FieldLayout both = new FieldLayout();
    both.kinds.putAll(kinds);
    others.kinds.forEach(
        (name, wanted) ->
            both.kinds.merge(name, wanted, (own, other) -> own.isEmpty() ? other : own));
    both.groups.putAll(others.groups);
    both.groups.putAll(groups);
    return both;
  }

  /** The groups that have any of these fields. */
  List<FieldGroup> groups(Collection<Field> fields) {
    Map<String, List<Field>> inGroups = new LinkedHashMap<>();
    kinds.keySet().forEach(name -> inGroups.put(name, new ArrayList<>()));
    for (Field field : fields) {
      inGroups
          .computeIfAbsent(groups.getOrDefault(field.name(), OTHERS), any -> new ArrayList<>())
          .add(field);
    }
    List<FieldGroup> all = new ArrayList<>();
    inGroups.forEach(
        (name, inside) -> {
          if (!inside.isEmpty()) {
            all.add(new FieldGroup(name, kinds.getOrDefault(name, Set.of()), List.copyOf(inside)));
          }
        });
    return List.copyOf(all);
  }
}
