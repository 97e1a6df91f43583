package dev.carillon.hooks.delivery;

import java.util.Collection;

/** How an attempt ended. */
public sealed interface Outcome {

  /** What the detail of a blocked URL begins with. */
  String BAD_URL = "the URL must be ";

  /** The receiver answered 2xx. */
  record Accepted(Answer answer) implements Outcome {}

  /** The receiver answered anything else. */
  record Rejected(Answer answer) implements Outcome {

    /** The answer's class. */
    public ErrorClass errorClass() {
      return switch (answer.status() / 100) {
        case 3 -> ErrorClass.REDIRECT;
        case 4 -> ErrorClass.HTTP_4XX;
        case 5 -> ErrorClass.HTTP_5XX;
        default -> ErrorClass.HTTP_OTHER;
      };
    }
  }

  /** There was no answer. */
  record Unreachable(ErrorClass errorClass, String detail) implements Outcome {}

  /** The address guard let nothing through; nothing was dialled. */
  record Blocked(String detail) implements Outcome {

    /** Whether already the URL is one that nobody may call, rather than what it leads to. */
    public boolean badUrl() {
      return detail.startsWith(BAD_URL);
    }

    /** A URL that must be otherwise. */
    public static Blocked url(String allowed) {
      return new Blocked(BAD_URL + allowed);
    }
  }

  /** The same, where the answer repeats none of these. */
  default Outcome without(Collection<String> secrets) {
    return switch (this) {
      case Accepted(Answer answer) -> new Accepted(answer.without(secrets));
      case Rejected(Answer answer) -> new Rejected(answer.without(secrets));
      case Unreachable unreachable -> unreachable;
      case Blocked blocked -> blocked;
    };
  }

  /** Whether the receiver has taken the event. */
  default boolean success() {
    return this instanceof Accepted;
  }

  /** What went wrong, in a few words for a log; empty if nothing did. */
  default String error() {
    return switch (this) {
      case Accepted accepted -> "";
      case Rejected rejected -> "HTTP " + rejected.answer().status();
      case Unreachable unreachable -> unreachable.errorClass().text() + ": " + unreachable.detail();
      case Blocked blocked -> ErrorClass.BLOCKED_ADDRESS.text() + ": " + blocked.detail();
    };
  }
}
