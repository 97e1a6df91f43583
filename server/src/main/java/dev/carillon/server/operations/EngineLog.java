package dev.carillon.server.operations;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.server.operations.metrics.OutcomeLabels;
import dev.carillon.server.platform.logging.LogFields;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;

/**
 * Writes what the engine does to the log: one wide line for each attempt, as a warning where it
 * failed, with what the receiver answered; where it went well only if that is asked for.
 */
public final class EngineLog implements HooksListener {

  private static final System.Logger LOG = System.getLogger("carillon.deliveries");
  private static final int BODY_CHARS_MAX = 500;

  private final BooleanSupplier everything;

  /** A log of failed attempts. */
  public EngineLog() {
    this(() -> false);
  }

  /**
   * A log.
   *
   * @param everything whether attempts that went well are shown too, now
   */
  public EngineLog(BooleanSupplier everything) {
    this.everything = everything;
  }

  @Override
  public void settled(Settlement settlement) {
    if (!settlement.attempt().outcome().success()) {
      log(Level.WARNING, settlement);
    } else {
      log(everything.getAsBoolean() ? Level.INFO : Level.DEBUG, settlement);
    }
  }

  private static void log(Level level, Settlement settlement) {
    if (LOG.isLoggable(level)) {
      LOG.log(level, LogFields.MESSAGE, line(settlement));
    }
  }

  @Override
  public void storeFailed(String what, RuntimeException failure) {
    LOG.log(Level.WARNING, () -> "the database failed to " + what + "; retrying", failure);
  }

  @Override
  public void leaseLost() {
    LOG.log(
        Level.WARNING,
        "This node lost its lease: another node sends its deliveries now. With nodes=many this node"
            + " enters the database as a new node and continues; with nodes=one, restart it.");
  }

  @Override
  public void rejoined() {
    LOG.log(Level.INFO, "This node has entered the database as a new node and sends again.");
  }

  private static LogFields line(Settlement settlement) {
    Delivery delivery = settlement.before();
    Attempt attempt = settlement.attempt();
    Timings timings = attempt.timings();
    LogFields fields =
        new LogFields("delivery attempt")
            .with("delivery", delivery.id().value())
            .with("webhook", delivery.webhook().value())
            .with("event", delivery.event().value())
            .with("type", delivery.type().name())
            .with("trace", delivery.trace().id())
            .with("attempt", attempt.number())
            .with("outcome", OutcomeLabels.outcome(attempt.outcome()))
            .with("class", OutcomeLabels.errorClass(attempt.outcome()))
            .with("address", attempt.target().peer().address())
            .with("manual", attempt.redelivery() ? "true" : "");
    addAnswer(fields, attempt.outcome());
    fields
        .with("ms", attempt.duration().toMillis())
        .with("lookUpMs", timings.lookUp().toMillis())
        .with("connectMs", timings.connect().toMillis())
        .with("tlsMs", timings.tls().toMillis())
        .with("firstByteMs", timings.firstByte().toMillis())
        .with("state", settlement.next().name());
    if (!timings.login().isZero()) {
      fields.with("loginMs", timings.login().toMillis());
    }
    if (settlement.next() instanceof DeliveryState.Pending(var dueAt)) {
      fields.with("retryAt", dueAt.toString());
    }
    return fields.with("detail", detail(attempt.outcome()));
  }

  private static void addAnswer(LogFields fields, Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted(ReceiverResponse answer) -> addAnswer(fields, answer);
      case Outcome.Rejected(ReceiverResponse answer) -> addAnswer(fields, answer);
      case Outcome.NoResponse noResponse -> {}
      case Outcome.Blocked blocked -> {}
      case Outcome.Acknowledged acknowledged -> {}
    }
  }

  private static void addAnswer(LogFields fields, ReceiverResponse answer) {
    fields.with("status", answer.status()).with("bytes", answer.bodyBytes());
  }

  private static String detail(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> "";
      case Outcome.Rejected(ReceiverResponse answer) ->
          "HTTP " + answer.status() + (answer.body().isEmpty() ? "" : ": " + cut(answer.body()));
      case Outcome.NoResponse noResponse -> noResponse.detail();
      case Outcome.Blocked blocked -> blocked.detail();
      case Outcome.Acknowledged acknowledged -> "";
    };
  }

  private static String cut(String body) {
    return body.length() <= BODY_CHARS_MAX ? body : body.substring(0, BODY_CHARS_MAX) + "…";
  }
}
