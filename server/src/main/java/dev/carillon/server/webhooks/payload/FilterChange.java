package dev.carillon.server.webhooks.payload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a change of an asset is to a webhook's folders and query. */
public enum FilterChange {
  /** The asset matches after the change and did not before: a new asset that matches too. */
  ENTERED,
  /** The asset matched before the change and does not after: a removed asset that matched too. */
  LEFT,
  /** The asset matches before the change and after. */
  WITHIN;

  /** All names, in the order of the constants. */
  public static final List<String> NAMES = Arrays.stream(values()).map(FilterChange::text).toList();

  /** What a change between these two states is; empty where the asset matches in neither. */
  static Optional<FilterChange> of(boolean before, boolean after) {
    if (before) {
      return Optional.of(after ? WITHIN : LEFT);
    }
    return after ? Optional.of(ENTERED) : Optional.empty();
  }

  /** The change of this name, such as {@code left}. */
  public static Optional<FilterChange> named(String text) {
    int index = NAMES.indexOf(text);
    return index < 0 ? Optional.empty() : Optional.of(values()[index]);
  }

  /** Its name in the API and in payloads. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
