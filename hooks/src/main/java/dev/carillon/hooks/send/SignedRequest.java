package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Answer.Header;
import dev.carillon.hooks.event.Payload;
import java.time.Duration;
import java.util.List;

/**
 * One POST, ready to go: exactly these headers in this order, and these bytes. Only {@code Host},
 * {@code Content-Length} and {@code Connection} are the sender's.
 *
 * @param url exactly as it was configured
 * @param headers what is sent, signatures included
 * @param payload the body
 * @param timeout the deadline of the whole attempt, from look-up to the answer's last byte
 */
public record SignedRequest(String url, List<Header> headers, Payload payload, Duration timeout) {

  public SignedRequest {
    headers = List.copyOf(headers);
  }

  /** Headers hold secrets: only their names are printed. */
  @Override
  public String toString() {
    return "POST " + url + " " + headers.stream().map(Header::name).toList() + " " + payload;
  }
}
