package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.By;
import dev.carillon.server.platform.http.AuditedCall.Via;
import java.util.Locale;

/**
 * Something that was done, or tried.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param who who did it, and from where
 * @param action the operation's id
 * @param subject with what; its texts are empty where there is none
 * @param outcome how that ended
 * @param diff what it changed
 */
record AuditEntry(
    long atMillis, Who who, String action, Subject subject, Outcome outcome, Diff diff) {

  static final Subject NOTHING = new Subject("", "", "");

  private static final int TEXT_MAX = 500;

  /** The entry with texts that each database gives back as it got them, none without end. */
  AuditEntry cleaned() {
    Who cleanWho =
        new Who(
            clean(who.actor()),
            who.via(),
            clean(who.tokenId()),
            who.address(),
            clean(who.requestId()));
    Subject cleanSubject =
        new Subject(clean(subject.type()), clean(subject.id()), clean(subject.name()));
    return new AuditEntry(atMillis, cleanWho, clean(action), cleanSubject, outcome, diff);
  }

  /** The same of one of several things. */
  AuditEntry of(AuditNote.Part part) {
    Diff change = ChangeDiff.of(part.before(), part.after());
    return new AuditEntry(atMillis, who, action, part.subject(), outcome, change);
  }

  private static String clean(String text) {
    if (isClean(text)) {
      return text;
    }
    String shorter = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    // what is half of a character becomes a question mark on the way
    return new String(shorter.getBytes(UTF_8), UTF_8).replace("\0", "?");
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c >= Character.MIN_SURROGATE) {
        return false;
      }
    }
    return text.length() <= TEXT_MAX;
  }

  /**
   * Who did it; a text is empty where it is not known.
   *
   * @param via by what the caller was known, in lower case
   */
  record Who(String actor, String via, String tokenId, String address, String requestId) {
    static Who of(By by, String actor) {
      return new Who(
          actor, word(by.via()), by.tokenId(), by.address().getHostAddress(), by.requestId());
    }

    /** The server itself, or a command without one. */
    static Who without(Via via) {
      return new Who("", word(via), "", "", "");
    }

    private static String word(Via via) {
      return via.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How it ended.
   *
   * @param times how many refusals this sums up; else 1
   */
  record Outcome(String result, int status, int times) {

    static final String DONE = "done";
    static final String REFUSED = "refused";
    static final String FAILED = "failed";

    static Outcome of(int status) {
      return new Outcome(status < 400 ? DONE : FAILED, status, 1);
    }

    static Outcome refused(int status, int times) {
      return new Outcome(REFUSED, status, times);
    }
  }

  /** The members that changed, as JSON; empty where there is nothing to show. */
  record Diff(String before, String after) {
    static final Diff NONE = new Diff("", "");
  }
}
