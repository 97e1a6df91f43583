package dev.carillon.hooks.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request as a {@link WebhookReceiver} got it.
 *
 * @param path the path and query of the URL, such as {@code /hook}
 * @param headers the values of each header, in the order they came; names in lower case
 * @param text the body, read as UTF-8
 */
public record ReceivedWebhook(String path, Map<String, List<String>> headers, String text) {

  public ReceivedWebhook {
    headers = Map.copyOf(headers);
  }

  /** The event's type, such as {@code order.placed}; empty if the request does not say. */
  public String type() {
    return header("x-hook-event").orElse("");
  }

  /** The delivery's id, the same with every attempt; empty if the request does not say. */
  public String deliveryId() {
    return header("webhook-id").orElse("");
  }

  /**
   * 1 for the first attempt of a delivery, 2 for its first retry; 0 if the request does not say.
   */
  public int attempt() {
    return header("x-hook-attempt").map(Integer::parseInt).orElse(0);
  }

  /** The first value of the header of this name, in upper or lower case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** The body's bytes, which are what was signed. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
