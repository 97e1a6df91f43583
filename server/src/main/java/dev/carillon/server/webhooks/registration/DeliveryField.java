package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The field {@code delivery} of a webhook: {@code push}, which a webhook without the field is, or
 * {@code pull}, a consumer. A consumer has no URL; it is one for good.
 */
final class DeliveryField {

  static final String NAME = "delivery";

  private DeliveryField() {}

  /** Whether a body asks for a consumer. */
  static boolean asksForPull(JsonNode body) {
    return read(new JsonField(NAME, body.path(NAME))) == DeliveryMode.PULL;
  }

  /** The mode that the field says; null is the default. */
  static DeliveryMode read(JsonField field) {
    return switch (field.none() ? "push" : field.lines(100)) {
      case "push" -> DeliveryMode.PUSH;
      case "pull" -> DeliveryMode.PULL;
      default -> throw field.wrong("push or pull");
    };
  }

  /**
   * Checks a change: what was registered one way stays so.
   *
   * @throws dev.carillon.server.platform.http.Problem 400 where it would be another
   */
  static void keep(JsonField field, DeliveryMode before) {
    if (read(field) != before) {
      throw field.wrong(
          text(before)
              + ", as it was registered; remove this webhook and register another one to change"
              + " it");
    }
  }

  /** The URL of a consumer: none, in either form that clients send. */
  static void checkNoUrl(JsonField field) {
    boolean empty = field.none() || (field.value().isTextual() && field.value().asText().isEmpty());
    if (!empty) {
      throw field.wrong("null, since events of a webhook with delivery \"pull\" are not sent");
    }
  }

  /** Shown only of consumers: clients of the model product know no such field. */
  static void add(Webhook webhook, ObjectNode json) {
    if (webhook.pulled()) {
      json.put(NAME, text(webhook.mode()));
    }
  }

  /** One warning for each setting that has no effect, because nothing is sent. */
  static List<String> warnings(Webhook webhook) {
    List<String> warnings = new ArrayList<>();
    if (webhook.pulled()) {
      WebhookLimits limits = webhook.limits();
      warn(limits.timeoutSeconds() > 0, "timeoutSeconds", warnings);
      warn(limits.maxConcurrent() > 0, "maxConcurrent", warnings);
      warn(limits.maxPerSecond() > 0, "maxPerSecond", warnings);
      warn(!webhook.certificate().none(), "clientCertificate", warnings);
      warn(webhook.grouping().debounces(), "debounceSeconds", warnings);
      warn(webhook.grouping().batches(), "batch", warnings);
      warn(!webhook.login().none(), LoginDraft.NAME, warnings);
    }
    return warnings;
  }

  private static void warn(boolean set, String field, List<String> warnings) {
    if (set) {
      warnings.add(
          "'" + field + "' has no effect: events of this webhook are not sent but fetched");
    }
  }

  private static String text(DeliveryMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
