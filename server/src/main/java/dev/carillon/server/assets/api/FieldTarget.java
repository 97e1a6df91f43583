package dev.carillon.server.assets.api;

import java.util.Set;

/**
 * The kind of object that a call gives values to. It decides which parameters the call can have.
 */
public enum FieldTarget {
  /** An asset that is made. */
  NEW_ASSET("uploadId"),
  /** An asset that is there. */
  ASSET("uploadId"),
  /** All assets that a query finds. */
  ASSETS(),
  /** A folder. */
  FOLDER("path"),
  /** A relation between two assets. */
  RELATION("relationType", "target1Id", "target2Id");

  /**
   * Parameters of calls that give values, those that may stand in any call, those that belong to
   * searches, and what a hit has beside its metadata: clients send back all they got.
   */
  private static final Set<String> PARAMETERS =
      Set.of(
          "Filedata",
          "X-CSRF-TOKEN",
          "appendRequestSecret",
          "async",
          "authKey",
          "authToken",
          "authcred",
          "autoRename",
          "callback",
          "clearCheckoutState",
          "clientId",
          "clientType",
          "createVersion",
          "cred",
          "csrfToken",
          "expand",
          "facets",
          "firstResult",
          "format",
          "highlightedText",
          "id",
          "jsessionid",
          "keepMetadata",
          "locale",
          "localeChain",
          "logSearch",
          "maxResultHits",
          "metadata",
          "metadataToReturn",
          "nextUrl",
          "num",
          "originalUrl",
          "parseMetadataModifications",
          "password",
          "permissions",
          "previewUrl",
          "q",
          "relation",
          "requestSecret",
          "returnHighlightedText",
          "returnProfile",
          "returnThumbnailHits",
          "sort",
          "start",
          "thumbnailHits",
          "thumbnailUrl",
          "uid",
          "uploadUrl",
          "username");

  /** The names that can be {@code name[0]}. */
  private static final Set<String> LISTS =
      Set.of("facets", "metadata", "metadataToReturn", "sort", "thumbnailHits");

  @SuppressWarnings("ImmutableEnumChecker") // a copy that is not given away
  private final Set<String> parameters;

  FieldTarget(String... own) {
    parameters = Set.of(own);
  }

  /**
   * Whether a parameter of this name is never a field's: it is one of the call, or begins with
   * {@code _} as those do that browsers' libraries add. One of a list is {@code name[0]}, a member
   * of the metadata {@code metadata[name]}.
   */
  boolean hasParameter(String name) {
    int bracket = name.indexOf('[');
    String plain = bracket > 0 ? name.substring(0, bracket) : name;
    return plain.startsWith("_")
        || LISTS.contains(plain)
        || PARAMETERS.contains(name)
        || parameters.contains(name);
  }

  /** Whether it is one asset, whose place its values can tell. */
  boolean hasPlace() {
    return this == NEW_ASSET || this == ASSET;
  }
}
