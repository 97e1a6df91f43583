package dev.carillon.server.assets.share;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.field.ShippedFields;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an administrator's own fields are that a query names. A query means something else, or
 * nothing, once one of them is declared in another way: what it excluded it may find then.
 */
record QueriedFields(FieldRegistry registry) {

  private static final Set<String> SHIPPED =
      ShippedFields.load().all().stream()
          .map(field -> field.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  /** A name before a colon; white space may stand between. */
  private static final Pattern NAMED = Pattern.compile("\\p{L}[\\p{L}\\p{N}_.-]*+(?=\\s*:)");

  /** What a query leaves out without naming a field: it is looked for in all that are free. */
  private static final Pattern EXCLUDES =
      Pattern.compile("(?:^|[\\s(])(?:[-!]|NOT\\s)\\s*(?![A-Za-z_][A-Za-z0-9_.]*\\s*:)");

  /** One text for all of them: as long as it is the same, the query means the same. */
  String of(String query) {
    Stream<String> named =
        NAMED
            .matcher(query.replace("\\", ""))
            .results()
            .map(MatchResult::group)
            .filter(QueriedFields::own)
            .map(this::told);
    return Stream.concat(named, EXCLUDES.matcher(query).find() ? apart() : Stream.empty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Those of one's own that words without a field do not look at: all others they do. */
  private Stream<String> apart() {
    return registry.all().stream()
        .filter(field -> own(field.name()) && !free(field))
        .map(field -> field.name() + " apart");
  }

  /** Whether what it means can change: what ships is always the same, but for choices. */
  private static boolean own(String name) {
    return !SHIPPED.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean free(Field field) {
    boolean words = field.type() == FieldType.TEXT || field.type() == FieldType.CHOICE;
    return words && field.editable() && field.searchable();
  }

  /**
   * Choices are looked for like texts, and so are undeclared names, then by the very letters of its
   * name.
   */
  private String told(String name) {
    for (Field field : registry.all()) {
      if (field.name().equalsIgnoreCase(name)) {
        FieldType type = field.type() == FieldType.CHOICE ? FieldType.TEXT : field.type();
        return field.name() + " " + type + (field.searchable() ? "" : " unsearchable");
      }
    }
    return name + " " + FieldType.TEXT;
  }
}
