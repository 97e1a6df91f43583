package dev.carillon.server.webhooks.payload.catalogue;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What event types are called in languages for receivers. */
final class TypeNames {

  private TypeNames() {}

  /** {@code AssetCreateByCopy} for {@code asset_create_by_copy}. */
  static String of(String eventType) {
    return Arrays.stream(eventType.split("[_.]"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }
}
