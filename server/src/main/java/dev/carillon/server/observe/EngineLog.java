package dev.carillon.server.observe;

import dev.carillon.hooks.HooksListener;
import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.lang.System.Logger.Level;

/**
 * Writes what the engine does to the log: one line for each attempt, at debug level where it went
 * well, as a warning where it did not, with what the receiver answered.
 */
public final class EngineLog implements HooksListener {

  private static final System.Logger LOG = System.getLogger("carillon.deliveries");
  private static final int BODY_CHARS_MAX = 500;

  @Override
  public void settled(Settlement settlement) {
    Level level = settlement.attempt().outcome().success() ? Level.DEBUG : Level.WARNING;
    LOG.log(level, () -> line(settlement));
  }

  @Override
  public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
    LOG.log(
        Level.WARNING,
        () ->
            "webhook="
                + webhook
                + " was disabled automatically, reason="
                + state.reason().text()
                + " lastError=\""
                + printable(state.detail())
                + "\": nothing is sent until it is enabled; what it misses is kept");
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    LOG.log(Level.WARNING, () -> "the database failed to " + what + "; trying again", failure);
  }

  @Override
  public void leaseLost() {
    LOG.log(
        Level.ERROR,
        "This node lost its lease: another one sends its deliveries now. Restart it to go on.");
  }

  static String line(Settlement settlement) {
    Delivery delivery = settlement.before();
    Attempt attempt = settlement.attempt();
    return "delivery="
        + delivery.id()
        + " webhook="
        + delivery.webhook()
        + " event="
        + delivery.type()
        + " attempt="
        + attempt.number()
        + " ms="
        + attempt.duration().toMillis()
        + " outcome=\""
        + outcome(attempt.outcome())
        + "\" next="
        + next(settlement.next());
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted(Answer answer) -> "HTTP " + answer.status();
      case Outcome.Rejected(Answer answer) ->
          "HTTP " + answer.status() + (answer.body().isEmpty() ? "" : ": " + shown(answer.body()));
      case Outcome.Unreachable unreachable -> printable(unreachable.error());
      case Outcome.Blocked blocked -> printable(blocked.error());
    };
  }

  private static String next(DeliveryState state) {
    return state instanceof DeliveryState.Pending(var dueAt) ? "retry at " + dueAt : state.name();
  }

  private static String shown(String body) {
    String printable = printable(body);
    return printable.length() <= BODY_CHARS_MAX
        ? printable
        : printable.substring(0, BODY_CHARS_MAX) + "…";
  }

  /** A receiver's text must not write lines of our log. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\"]", " ");
  }
}
