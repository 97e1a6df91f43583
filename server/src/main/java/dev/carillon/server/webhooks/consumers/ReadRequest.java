package dev.carillon.server.webhooks.consumers;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * What a reader asks for.
 *
 * @param max at most so many events with one response, or at once in a stream
 * @param timeout how long to wait for an event
 * @param lease how long the events are the reader's own
 * @param ack acknowledges what this response gave out before; empty = nothing
 */
record ReadRequest(int max, Duration timeout, Duration lease, String ack) {

  private static final int MAX_DEFAULT = 100;
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  /**
   * Reads the parameters.
   *
   * @throws Problem 400 naming one that is not allowed
   */
  static ReadRequest of(Params params) {
    String ack = params.text("ack").orElse("");
    if (!ack.isEmpty() && !Ids.valid(ack)) {
      throw wrongAck(ack);
    }
    return new ReadRequest(
        params.number("max", MAX_DEFAULT, 1, Consumers.EVENTS_MAX),
        seconds(params, "wait", Duration.ZERO, Duration.ZERO, WAIT_MAX),
        seconds(params, "lease", Consumers.LEASE_DEFAULT, Consumers.LEASE_MIN, Consumers.LEASE_MAX),
        ack);
  }

  /** 400: this is no {@code ack} of a response. */
  static Problem wrongAck(String ack) {
    return Problem.badField("ack", ack, "the 'ack' of an earlier response, 22 characters");
  }

  private static Duration seconds(
      Params params, String name, Duration absent, Duration min, Duration max) {
    Optional<String> text = params.text(name);
    if (text.isEmpty()) {
      return absent;
    }
    String number = text.get().strip().replaceFirst("s$", "");
    if (number.matches("[0-9]{1,6}")) {
      Duration seconds = Duration.ofSeconds(Long.parseLong(number));
      if (seconds.compareTo(min) >= 0 && seconds.compareTo(max) <= 0) {
        return seconds;
      }
    }
    throw Problem.badField(
        name,
        text.get(),
        "seconds from " + min.toSeconds() + " to " + max.toSeconds() + ", such as 20s");
  }
}
