package dev.carillon.server.assets.field;

import java.util.List;
import java.util.regex.Pattern;

/** How fields can be called. */
public final class FieldNames {

  /** Words that queries and lists of fields use in their own sense. */
  private static final List<String> TAKEN =
      List.of("all", "none", "relevance", "relatedTo", "relationTarget", "relationType");

  /** For messages: what a name must be. */
  public static final String ALLOWED =
      "a letter and then up to 99 letters, digits, '_', '-' and '.', and none of "
          + String.join(", ", TAKEN);

  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_.-]{0,99}");

  private FieldNames() {}

  /** Whether a field can have this name. */
  public static boolean allowed(String name) {
    return NAME.matcher(name).matches()
        && TAKEN.stream().noneMatch(taken -> taken.equalsIgnoreCase(name));
  }
}
