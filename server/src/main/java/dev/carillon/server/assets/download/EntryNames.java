package dev.carillon.server.assets.download;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names in an archive: each once, also on systems that do not tell a from A. */
final class EntryNames {

  private final Set<String> taken = new HashSet<>();

  /** Where to go on counting: many of one name would be counted from the start each time. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The name, or where it is taken one with a number before its extension. */
  String free(String wanted) {
    int slash = wanted.lastIndexOf('/');
    int dot = wanted.lastIndexOf('.');
    boolean extended = dot > slash + 1;
    String before = extended ? wanted.substring(0, dot) : wanted;
    String extension = extended ? wanted.substring(dot) : "";
    String name = wanted;
    String key = wanted.toLowerCase(Locale.ROOT);
    while (!taken.add(name.toLowerCase(Locale.ROOT))) {
      name = before + "-" + numbers.merge(key, 1, Integer::sum) + extension;
    }
    return name;
  }
}
