package dev.carillon.server.webhooks.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.payload.catalogue.AllEventTypes;
import dev.carillon.server.webhooks.payload.catalogue.EventDescription;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tries a webhook's template with the examples of its event types before the webhook is saved.
 *
 * @param catalogue has the examples
 */
public record TemplateCheck(PayloadTemplates templates, AllEventTypes catalogue) {

  private static final String PING = "ping";

  /**
   * Tries it, if it or an event type is new.
   *
   * @param before the webhook as it is stored, or a blank one
   * @throws Problem 400 where it fails: with the event type, what is wrong, and where
   */
  public void check(Webhook webhook, Webhook before) {
    String template = template(webhook);
    if (template.isEmpty()) {
      return;
    }
    List<String> types = types(webhook);
    boolean same = template.equals(template(before));
    for (String type : types.isEmpty() ? List.of(PING) : types) {
      if (!same || !types(before).contains(type)) {
        catalogue.find(type).ifPresent(event -> check(template, event));
      }
    }
  }

  /**
   * The body that a template makes of a payload, for a webhook that is not saved.
   *
   * @param type names the event in messages
   * @param millis the event's time, in milliseconds since 1970
   * @throws Problem 400 where it makes none, 429 while too many others run
   */
  public Payload tried(String template, EventType type, Payload payload, long millis) {
    return Payload.of(body(template, type.name(), payload.bytes(), millis));
  }

  private void check(String template, EventDescription event) {
    JsonNode example = event.example();
    var _ = body(template, event.name(), Json.write(example), example.path("timestamp").asLong());
  }

  private byte[] body(String template, String type, byte[] payload, long millis) {
    try {
      return templates.tried(template, payload, millis);
    } catch (TemplateFailure failure) {
      if (failure.busy()) {
        throw Problem.tooManyRequests("Other templates are running; retry later", 1);
      }
      throw Problem.badField(
          "template",
          template,
          "a JSONata expression that makes an object or an array of each payload. With the example"
              + " of "
              + type
              + " it fails: "
              + failure.text());
    }
  }

  private static String template(Webhook webhook) {
    return webhook.subscription().projection().template();
  }

  private static List<String> types(Webhook webhook) {
    Webhook.Subscription wanted = webhook.subscription();
    return Stream.of(wanted.eventTypes(), wanted.operationalEvents())
        .flatMap(List::stream)
        .map(EventType::name)
        .toList();
  }
}
