package dev.carillon.server.assets.search.saved;

import java.time.Instant;
import java.util.Locale;

/**
 * A search that a user keeps under a name.
 *
 * @param id its id; 22 characters
 * @param name what people call it
 * @param owner the name of the user who made it
 * @param ownerKey that name in lower case; empty once the user is removed
 * @param shared whether all users see it
 * @param search what is searched and how it is shown: a JSON object as the API describes it
 * @param createdAt when it was made
 * @param modifiedAt when it was changed last
 */
record SavedSearch(
    String id,
    String name,
    String owner,
    String ownerKey,
    boolean shared,
    String search,
    Instant createdAt,
    Instant modifiedAt) {

  /** Whether a user made it. */
  boolean ownedBy(String username) {
    return ownerKey.equals(username.toLowerCase(Locale.ROOT));
  }
}
