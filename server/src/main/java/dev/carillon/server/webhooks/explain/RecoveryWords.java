package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.RecoveryState;
import java.time.Instant;
import java.util.Optional;

/** What the automatic recovery of a disabled webhook means for an event that it does not get. */
final class RecoveryWords {

  private RecoveryWords() {}

  /** The same with how far the recovery is, where there is one. */
  static Predicate added(Predicate predicate, Optional<RecoveryState> recovery) {
    if (recovery.isEmpty() || !(predicate.value() instanceof ObjectNode before)) {
      return predicate;
    }
    RecoveryState state = recovery.get();
    Instant next = state.nextPingAt();
    ObjectNode value = before.deepCopy();
    value
        .putObject("recovery")
        .put("phase", state.phase().text())
        .put("pings", state.pings())
        .put("nextPingAt", next == null ? null : TimeText.text(next))
        .put("lastError", state.lastError().isEmpty() ? null : state.lastError());
    return new Predicate(
        predicate.name(),
        predicate.answer(),
        value,
        predicate.wanted(),
        predicate.says() + " " + says(state, next == null ? "" : TimeText.text(next)),
        predicate.query());
  }

  private static String says(RecoveryState state, String next) {
    String failed =
        state.lastError().isEmpty() ? "" : " The last one failed: " + state.lastError() + ".";
    return switch (state.phase()) {
      case PINGING ->
          "It recovers automatically: ping "
              + (state.pings() + 1)
              + " is due at "
              + next
              + ". If that succeeds, the webhook is enabled and gets what it missed."
              + failed;
      case ENABLING ->
          "It recovers automatically: a ping succeeded, and the webhook is being enabled.";
      case GIVEN_UP ->
          "Its automatic recovery ended without success after "
              + state.pings()
              + (state.pings() == 1 ? " ping" : " pings")
              + ": enable the webhook yourself."
              + failed;
    };
  }
}
