package dev.carillon.server.assets.comment;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about an asset.
 *
 * @param id its id; 22 characters
 * @param assetId the asset
 * @param author the name of the user who wrote it
 * @param authorKey that name in lower case; empty once the user is removed
 * @param text plain text of 1 to 10,000 characters, whose lines end with a line feed
 * @param createdAt when it was written; later than every earlier comment on the asset
 * @param edit how it was changed last; null = it was not
 */
record Comment(
    String id,
    String assetId,
    String author,
    String authorKey,
    String text,
    Instant createdAt,
    @Nullable Edit edit) {

  /**
   * A change of its text.
   *
   * @param by the name of the user who made it: the author, or a super user
   */
  record Edit(Instant at, String by) {}

  /** Whether a user wrote it. */
  boolean writtenBy(String username) {
    return authorKey.equals(key(username));
  }

  /** The comment with another text. */
  Comment with(String other, Edit change) {
    return new Comment(id, assetId, author, authorKey, other, createdAt, change);
  }

  /** A user's name as it is compared. */
  static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }
}
