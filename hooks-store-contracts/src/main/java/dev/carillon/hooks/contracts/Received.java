package dev.carillon.hooks.contracts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request as a receiver saw it.
 *
 * @param requestLine such as {@code POST /hook HTTP/1.1}
 * @param headers in the order they came, names as they were spelled
 * @param body the raw bytes
 * @param firstRead how many bytes of the request came with the first read from the socket
 */
@SuppressWarnings(
    "ArrayRecordComponent") // raw bytes are what a receiver sees; requests are not compared
public record Received(
    String requestLine, List<Map.Entry<String, String>> headers, byte[] body, int firstRead) {

  /** The first header of this name, in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(
            header ->
                header.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
