package dev.carillon.server.accounts.access;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A user who belongs to a group.
 *
 * @param licence what the group lets its members use at least: a licence's name, or empty
 */
record GroupMember(String groupId, String username, String licence) {

  private static final int KEY_FROM_MAX = 1_000;

  /** A member of a group that says nothing of licences. */
  GroupMember(String groupId, String username) {
    this(groupId, username, "");
  }

  /** The form in which names of users are compared. */
  static String key(String username) {
    // what is longer is nobody's name: to compose accents takes the square of their number
    String brief = username.substring(0, Math.min(username.length(), KEY_FROM_MAX));
    return Normalizer.normalize(brief, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
