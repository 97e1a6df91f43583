package dev.carillon.server.webhooks.eventtypes;

import dev.carillon.server.platform.http.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What custom types cannot be called, because the server's own types are called so, or because the
 * schemas and types for receivers declare something else by that name.
 *
 * @param types the server's own types
 * @param declared such as {@code MetadataValue}; how letters are cased does not matter, since each
 *     class of Java has a file of its own, and some file systems do not distinguish them
 */
public record TakenNames(Set<String> types, Set<String> declared) {

  public TakenNames {
    types = Set.copyOf(types);
    declared = declared.stream().map(TakenNames::key).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Lets a type's name pass that is not taken.
   *
   * @throws Problem 400
   */
  void check(String name) {
    if (types.contains(name) || declared.contains(key(name))) {
      throw Problem.badField(
          "name",
          name,
          "a name that, without dots and underscores, is not what the schemas and types for"
              + " receivers call something else: add a word, such as "
              + name
              + ".happened");
    }
  }

  /** What types whose names are alike have in common: the types for receivers have one name. */
  static String key(String name) {
    return name.replace(".", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
