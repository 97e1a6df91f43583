package dev.carillon.server.webhooks.recovery;

import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;

/**
 * The recovery of one webhook that failures have disabled. Times are microseconds since 1970.
 *
 * @param webhook which one
 * @param disabledAt when it was disabled, by which this disabling is told from others
 * @param since of events that it missed then or later
 * @param pings how many it got
 * @param nextAt when it gets the next one; {@link #NEVER} = it gets no more
 * @param phase what comes next
 * @param claimedUntil until when one node has it alone
 * @param job the id of the job that recovers what it missed; empty before a ping succeeded
 * @param lastError why the last ping was no success; empty = there was none
 */
record Recovery(
    Webhook.Id webhook,
    long disabledAt,
    long since,
    int pings,
    long nextAt,
    Phase phase,
    long claimedUntil,
    String job,
    String lastError) {

  /** No time. */
  static final long NEVER = 0;

  /** What comes next. */
  enum Phase {
    /** A ping, if there is one left. */
    PINGING,
    /** A ping succeeded: the webhook is enabled and its job begins. */
    ENABLING,
    /** The end of its job. */
    RECOVERING
  }

  /** Whether this webhook is recovered as long as it stays as it is. */
  static boolean wanted(Webhook webhook) {
    return webhook.rules().recoverAutomatically()
        && webhook.state() instanceof WebhookState.Disabled off
        && off.reason() == WebhookState.Reason.FAILURES;
  }

  /** When this webhook, which is disabled, was disabled. */
  static long disabledAt(Webhook webhook) {
    return Columns.micros(((WebhookState.Disabled) webhook.state()).at());
  }

  /** Whether nothing is to be done until its webhook changes. */
  boolean givenUp() {
    return phase == Phase.PINGING && nextAt == NEVER;
  }

  /** Whether this webhook is still disabled as it was when this began. */
  boolean about(Webhook other) {
    return wanted(other) && disabledAt(other) == disabledAt;
  }
}
