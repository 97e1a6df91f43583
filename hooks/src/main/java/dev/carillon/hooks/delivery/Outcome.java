package dev.carillon.hooks.delivery;

import java.util.Collection;

/** How an attempt ended. */
public sealed interface Outcome {

  /** What the detail of a blocked URL begins with. */
  String BAD_URL = "the URL must be ";

  /** The receiver responded with a 2xx. */
  record Accepted(ReceiverResponse response) implements Outcome {}

  /** The receiver responded with anything else. */
  record Rejected(ReceiverResponse response) implements Outcome {

    /** The response's class. */
    public ErrorClass errorClass() {
      return switch (response.status() / 100) {
        case 3 -> ErrorClass.REDIRECT;
        case 4 -> ErrorClass.HTTP_4XX;
        case 5 -> ErrorClass.HTTP_5XX;
        default -> ErrorClass.HTTP_OTHER;
      };
    }
  }

  /**
   * There was no response: no connection, a timeout, a connection that broke, or something that is
   * not HTTP. Log and metrics call it {@code unreachable}.
   */
  record NoResponse(ErrorClass errorClass, String detail) implements Outcome {}

  /** The address guard let nothing through; nothing was dialled. */
  record Blocked(String detail) implements Outcome {

    /** Whether the URL itself is blocked, not the address that it leads to. */
    public boolean badUrl() {
      return detail.startsWith(BAD_URL);
    }

    /** A URL that must be otherwise. */
    public static Blocked url(String allowed) {
      return new Blocked(BAD_URL + allowed);
    }
  }

  /**
   * A consumer fetched the event and acknowledged it: no request was sent.
   *
   * @param reader by what it was fetched, such as the name of a token
   */
  record Acknowledged(String reader) implements Outcome {}

  /** The outcome, with a response that repeats none of these secrets. */
  default Outcome without(Collection<String> secrets) {
    if (secrets.isEmpty()) {
      return this;
    }
    return switch (this) {
      case Accepted(ReceiverResponse response) -> new Accepted(response.without(secrets));
      case Rejected(ReceiverResponse response) -> new Rejected(response.without(secrets));
      case NoResponse noResponse -> noResponse;
      case Blocked blocked -> blocked;
      case Acknowledged acknowledged -> acknowledged;
    };
  }

  /** Whether the receiver has taken the event. */
  default boolean success() {
    return this instanceof Accepted || this instanceof Acknowledged;
  }

  /** What went wrong, in a few words for a log; empty if nothing did. */
  default String error() {
    return switch (this) {
      case Accepted accepted -> "";
      case Acknowledged acknowledged -> "";
      case Rejected rejected -> "HTTP " + rejected.response().status();
      case NoResponse noResponse -> noResponse.errorClass().text() + ": " + noResponse.detail();
      case Blocked blocked -> ErrorClass.BLOCKED_ADDRESS.text() + ": " + blocked.detail();
    };
  }
}
