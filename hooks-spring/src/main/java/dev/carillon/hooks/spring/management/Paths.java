package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.spring.management.InvalidRequestException.FieldError;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpStatus;

/** What stands in paths and queries, and how it is refused. */
final class Paths {

  private static final int LIMIT_MAX = 200;
  private static final int SHOWN_MAX = 100;

  private Paths() {}

  static Webhook.Id webhook(String id) {
    return id(id, Webhook.Id::new, unknownWebhook(id));
  }

  static Delivery.Id delivery(String id) {
    return id(id, Delivery.Id::new, unknownDelivery(id));
  }

  /** How many elements a part of a list may have. */
  static int limit(String text) {
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    }
    throw notAllowed("limit", text, "a number from 1 to " + LIMIT_MAX);
  }

  static InvalidRequestException unknownWebhook(String id) {
    return new InvalidRequestException(
        HttpStatus.NOT_FOUND, "There is no webhook " + shown(id) + ".", List.of());
  }

  static InvalidRequestException unknownDelivery(String id) {
    return new InvalidRequestException(
        HttpStatus.NOT_FOUND, "The webhook has no delivery " + shown(id) + ".", List.of());
  }

  static InvalidRequestException notAllowed(String field, Object value, String allowed) {
    return new InvalidRequestException(
        HttpStatus.BAD_REQUEST,
        "A field is not allowed.",
        List.of(new FieldError(field, shown(value.toString()), "must be " + allowed)));
  }

  private static <T> T id(String text, Function<String, T> read, InvalidRequestException unknown) {
    try {
      return read.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw unknown;
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
