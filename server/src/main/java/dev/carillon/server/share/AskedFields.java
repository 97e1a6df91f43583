package dev.carillon.server.share;

import dev.carillon.server.field.Field;
import dev.carillon.server.field.FieldRegistry;
import dev.carillon.server.field.FieldType;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an administrator's own fields are that a query names. A query means something else, or
 * nothing, once one of them is declared in another way: what it excluded it may find then.
 */
final class AskedFields {

  private static final Pattern NAMED = Pattern.compile("\\b(?i:cf_)[A-Za-z0-9_]+(?=\\s*:)");

  private final FieldRegistry registry;

  AskedFields(FieldRegistry registry) {
    this.registry = registry;
  }

  /** One text for all of them: as long as it is the same, the query means the same. */
  String of(String query) {
    return NAMED
        .matcher(query.replace("\\", ""))
        .results()
        .map(MatchResult::group)
        .map(this::told)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Choices are looked for like texts, and so is what nobody declared. */
  private String told(String name) {
    String told = name.toLowerCase(Locale.ROOT);
    for (Field field : registry.all()) {
      if (field.name().equalsIgnoreCase(name)) {
        FieldType type = field.type() == FieldType.CHOICE ? FieldType.TEXT : field.type();
        return told + " " + type + (field.searchable() ? "" : " unsearchable");
      }
    }
    return told + " " + FieldType.TEXT;
  }
}
