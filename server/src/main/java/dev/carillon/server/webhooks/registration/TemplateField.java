package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.function.Consumer;

/** The field {@code template} of a webhook: read, and shown. */
public final class TemplateField {

  /** What it is called. */
  static final String NAME = "template";

  private TemplateField() {}

  /** Reads it; null and what has blanks alone is no template. */
  static Consumer<WebhookDraft> read(JsonField field) {
    String template = text(field);
    return draft -> draft.template = template;
  }

  /** The template of a webhook that is not saved; empty where the body has none. */
  public static String unsaved(JsonFields body) {
    return text(new JsonField(NAME, body.any(NAME)));
  }

  private static String text(JsonField field) {
    String text = field.lines(Projection.TEMPLATE_MAX);
    return text.isBlank() ? "" : text;
  }

  /** Adds it to a webhook's object; empty where there is none. */
  static void show(Webhook webhook, ObjectNode json) {
    json.put(NAME, webhook.subscription().projection().template());
  }
}
