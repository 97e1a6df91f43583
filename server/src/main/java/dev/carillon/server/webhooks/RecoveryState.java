package dev.carillon.server.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the automatic recovery of a disabled webhook is.
 *
 * @param phase what comes next
 * @param pings how many pings it got since it was disabled
 * @param nextPingAt when it gets the next one, by the engine's clock; null = it gets no more
 * @param lastError why the last ping was no success; empty = there was none
 */
public record RecoveryState(
    Phase phase, int pings, @Nullable Instant nextPingAt, String lastError) {

  /** What comes next. */
  public enum Phase {
    /** A ping. */
    PINGING("pinging"),
    /** A ping succeeded: the webhook is being enabled. */
    ENABLING("enabling"),
    /** Nothing: all pings failed. */
    GIVEN_UP("givenUp");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    /** The name in responses. */
    public String text() {
      return text;
    }
  }
}
