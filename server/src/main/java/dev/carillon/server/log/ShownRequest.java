package dev.carillon.server.log;

import dev.carillon.hooks.delivery.Answer.Header;
import java.util.List;

/**
 * A request as answers show it.
 *
 * @param url where it went
 * @param headers in the order they were sent; secrets are masked
 * @param rebuilt whether it was made again from what is known, rather than kept
 */
public record ShownRequest(String url, List<Header> headers, boolean rebuilt) {
  public ShownRequest {
    headers = List.copyOf(headers);
  }
}
