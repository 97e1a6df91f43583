package dev.carillon.server.platform.http.loopback;

import dev.carillon.hooks.delivery.Header;
import java.util.List;

/**
 * A request as it came.
 *
 * @param method as it was sent
 * @param target path and query, not decoded
 * @param headers in their order and spelling
 * @param body its first bytes
 * @param bodyBytes how many there were in all
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are not compared
public record LoopbackRequest(
    String method, String target, List<Header> headers, byte[] body, long bodyBytes) {

  public LoopbackRequest {
    headers = List.copyOf(headers);
  }

  /** The first header of this name, in any case; empty where there is none. */
  public String header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return "";
  }

  /** Whether the body was longer than what is here. */
  public boolean cut() {
    return bodyBytes > body.length;
  }
}
