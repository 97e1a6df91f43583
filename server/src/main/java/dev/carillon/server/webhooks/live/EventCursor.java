package dev.carillon.server.webhooks.live;

import dev.carillon.server.platform.http.Problem;

/** A place in the journal, as callers see it. */
final class EventCursor {

  private static final String FORM = "e[0-9a-z]{1,12}";

  private EventCursor() {}

  static String text(long sequence) {
    return "e" + Long.toString(sequence, Character.MAX_RADIX);
  }

  /**
   * The place that a cursor means.
   *
   * @throws Problem 400 where it is none
   */
  static long parse(String key, String text) {
    if (!text.matches(FORM)) {
      throw Problem.badField(key, text, "a cursor of this journal, or 'now'");
    }
    return Long.parseLong(text.substring(1), Character.MAX_RADIX);
  }
}
