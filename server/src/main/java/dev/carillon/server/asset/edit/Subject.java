package dev.carillon.server.asset.edit;

import java.util.Set;

/** What a call gives values to, which decides what its parameters can be. */
public enum Subject {
  /** An asset that is made. */
  NEW_ASSET(),
  /** An asset that is there. */
  ASSET(),
  /** All assets that a query finds. */
  ASSETS(),
  /** A folder. */
  FOLDER("path"),
  /** A relation between two assets. */
  RELATION("relationType", "target1Id", "target2Id");

  /** Parameters of calls that give values, and those that may stand in any call. */
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
          "id",
          "jsessionid",
          "keepMetadata",
          "locale",
          "localeChain",
          "metadata",
          "metadataToReturn",
          "nextUrl",
          "parseMetadataModifications",
          "password",
          "q",
          "requestSecret",
          "returnHighlightedText",
          "returnProfile",
          "uid",
          "username");

  @SuppressWarnings("ImmutableEnumChecker") // a copy that is not given away
  private final Set<String> parameters;

  Subject(String... own) {
    parameters = Set.of(own);
  }

  /**
   * Whether a parameter of this name is never metadata: it is one of the call, or begins with
   * {@code _} as those do that browsers' libraries add. One of a list is {@code name[0]}.
   */
  boolean hasParameter(String name) {
    int bracket = name.indexOf('[');
    String plain = bracket > 0 ? name.substring(0, bracket) : name;
    return plain.startsWith("_") || PARAMETERS.contains(plain) || parameters.contains(plain);
  }

  /** Whether it is one asset, whose place its values can tell. */
  boolean hasPlace() {
    return this == NEW_ASSET || this == ASSET;
  }
}
