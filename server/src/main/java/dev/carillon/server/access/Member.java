package dev.carillon.server.access;

import java.text.Normalizer;
import java.util.Locale;

/** A user who belongs to a group. */
record Member(String groupId, String username) {

  /** The form in which names of users are compared. */
  static String key(String username) {
    return Normalizer.normalize(username, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
