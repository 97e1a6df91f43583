package dev.carillon.hooks.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a {@link WebhookReceiver} responds to one request.
 *
 * @param status from 200 to 599; 0 if the connection is closed without a response
 * @param headers sent with it, such as {@code Retry-After}
 * @param body sent with it, as UTF-8
 * @param delay the time before it is sent
 */
public record ScriptedResponse(
    int status, Map<String, String> headers, String body, Duration delay) {

  private static final int NONE = 0;

  /**
   * Checks the status and the delay.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ScriptedResponse {
    if (status != NONE && (status < 200 || status > 599)) {
      throw new IllegalArgumentException(
          "status: " + status + "; a response has a status from 200 to 599");
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay: " + delay + "; it must not be negative");
    }
    headers = Map.copyOf(headers);
  }

  /**
   * A response of this status without a body, at once.
   *
   * @throws IllegalArgumentException if the status is not one from 200 to 599
   */
  public static ScriptedResponse status(int status) {
    if (status == NONE) {
      throw new IllegalArgumentException("status: 0; a response has a status from 200 to 599");
    }
    return new ScriptedResponse(status, Map.of(), "", Duration.ZERO);
  }

  /** No response: the connection is closed. */
  public static ScriptedResponse closed() {
    return new ScriptedResponse(NONE, Map.of(), "", Duration.ZERO);
  }

  /** The same response with one more header. */
  public ScriptedResponse header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ScriptedResponse(status, more, body, delay);
  }

  /** The same response with this body. */
  public ScriptedResponse body(String other) {
    return new ScriptedResponse(status, headers, other, delay);
  }

  /** The same response after this time, by the machine's clock. */
  public ScriptedResponse after(Duration other) {
    return new ScriptedResponse(status, headers, body, other);
  }

  boolean isClosed() {
    return status == NONE;
  }
}
