package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.config.NameSuggestion;
import java.util.ArrayList;
import java.util.List;

/** Keys that no webhook has: they are ignored, with a warning, for they may be typos. */
final class UnknownKeys {

  /** What may be set. */
  private static final List<String> SETTABLE =
      List.of(
          "name",
          "description",
          "url",
          "eventTypes",
          "operationalEvents",
          "metadataToReturn",
          "changedMetadataToReturn",
          "triggerMetadataFields",
          "foldersAndQuery",
          "enabled",
          "customHeaders",
          "timeoutSeconds",
          "maxConcurrent",
          "maxPerSecond",
          "ordering",
          "logResponses",
          "clientCertificatePem",
          "clientKeyPem");

  /** What only the server sets; clients send it back. */
  private static final List<String> SHOWN =
      List.of(
          "id",
          "secretToken",
          "secretOverlapUntil",
          "clientCertificate",
          "disabledReason",
          "disabledDetail",
          "disabledAt",
          "health",
          "warnings");

  private static final List<String> IN_PLACE =
      List.of("folders", "query", "enableWildcardSelection");

  private static final int NAMED_MAX = 10;
  private static final int NAME_MAX = 100;

  private UnknownKeys() {}

  /** One warning for each, up to a number. */
  static List<String> warnings(JsonNode body) {
    List<String> unknown = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            key -> {
              if (!SETTABLE.contains(key) && !SHOWN.contains(key)) {
                unknown.add(warning("", key, SETTABLE));
              }
            });
    body.path("foldersAndQuery")
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!IN_PLACE.contains(key)) {
                unknown.add(warning("foldersAndQuery.", key, IN_PLACE));
              }
            });
    if (unknown.size() <= NAMED_MAX) {
      return unknown;
    }
    List<String> some = new ArrayList<>(unknown.subList(0, NAMED_MAX));
    some.add("There are " + (unknown.size() - NAMED_MAX) + " more unknown fields; all are ignored");
    return some;
  }

  private static String warning(String within, String key, List<String> known) {
    boolean tooLong = key.length() > NAME_MAX;
    String shown = tooLong ? key.substring(0, NAME_MAX) + "…" : key;
    return "'"
        + within
        + shown
        + "' is not a field of a webhook and is ignored"
        + (tooLong ? "" : "; the nearest is '" + within + NameSuggestion.to(key, known) + "'");
  }
}
