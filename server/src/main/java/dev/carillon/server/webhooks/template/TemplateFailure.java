package dev.carillon.server.webhooks.template;

/** A template could not make a body of a payload. */
final class TemplateFailure extends Exception {

  private static final long serialVersionUID = 1;

  /** Where in the template: nowhere that is known. */
  static final int NOWHERE = 0;

  private final String reason;
  private final int position;
  private final boolean busy;

  /**
   * A failure.
   *
   * @param reason a sentence without its full stop
   * @param position at which character of the template, from 1; {@link #NOWHERE} = not known
   */
  TemplateFailure(String reason, int position) {
    this(reason, position, false);
  }

  private TemplateFailure(String reason, int position, boolean busy) {
    super(reason, null, false, false);
    this.reason = reason;
    this.position = position;
    this.busy = busy;
  }

  /** It was not run: others took too long. */
  static TemplateFailure notTried() {
    return new TemplateFailure("It was not run: others took too long", NOWHERE, true);
  }

  /** It was not run: that would have taken too long while a transaction is open. */
  static TemplateFailure inTransaction() {
    return new TemplateFailure(
        "It was not run: the database would have waited for it", NOWHERE, true);
  }

  /** Whether it was not run, for want of time. */
  boolean busy() {
    return busy;
  }

  /** Why. */
  String reason() {
    return reason;
  }

  /** At which character of the template, from 1. */
  int position() {
    return position;
  }

  /** Why, and where, such as {@code Attempted to invoke a non-function (at character 11)}. */
  String text() {
    return position == NOWHERE ? reason : reason + " (at character " + position + ")";
  }
}
