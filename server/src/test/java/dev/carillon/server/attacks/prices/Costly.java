package dev.carillon.server.attacks.prices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;

/**
 * A request that may cost much.
 *
 * @param shape what is costly in it
 * @param headers its own ones, without length and proof
 * @param body empty for none
 * @param dripping whether the body comes in pieces of one byte
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
record Costly(
    String shape,
    String method,
    String target,
    Map<String, String> headers,
    byte[] body,
    boolean dripping) {

  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";

  /** With a body. */
  static Costly of(String shape, String method, String target, String type, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return new Costly(shape, method, target, Map.of("Content-Type", type), bytes, false);
  }

  /** Without one. */
  static Costly of(String shape, String method, String target, Map<String, String> headers) {
    return new Costly(shape, method, target, headers, new byte[0], false);
  }

  /** How much is sent, about. */
  int kilobytes() {
    int head = target.length() + headers.values().stream().mapToInt(String::length).sum();
    return (head + (dripping ? 6 : 1) * body.length + 512) / 1024;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
