package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a webhook wants, as if it was enabled: asks the engine's own decision about single events.
 * Its template is left out: payloads are those that a template would get.
 *
 * @param webhook one that is not sent to: only its subscription and its id matter
 */
record WantedEvents(Webhook webhook) {

  /** What this webhook wants. */
  static WantedEvents of(Webhook webhook) {
    return new WantedEvents(plain(webhook).in(new WebhookState.Enabled()));
  }

  /** The same webhook without its template: that decides nothing, and may take long. */
  static Webhook plain(Webhook webhook) {
    Webhook.Subscription wanted = webhook.subscription();
    Projection projection = wanted.projection();
    return projection.template().isEmpty()
        ? webhook
        : webhook.toBuilder()
            .subscription(
                new Webhook.Subscription(
                    wanted.eventTypes(),
                    wanted.patterns(),
                    wanted.operationalEvents(),
                    wanted.tags(),
                    wanted.filter(),
                    new Projection(projection.fields(), projection.changedFields())))
            .build();
  }

  /** Whether the webhook wants this event. */
  boolean wants(Event event) {
    return payload(event, webhook).isPresent();
  }

  /** The payload of this event, as a template would get it; empty where it is not wanted. */
  Optional<Payload> payload(Event event) {
    return payload(event, webhook.toBuilder().format(RequestFormat.DEFAULT).build());
  }

  private static Optional<Payload> payload(Event event, Webhook webhook) {
    FanOut fanOut = FanOut.of(event, WebhookSet.of(0, List.of(webhook)));
    return fanOut.payloads().stream().findFirst();
  }

  /** A payload, or what a template made of it, in the form in which the webhook is sent it. */
  Payload inItsFormat(Event event, Payload body) {
    return webhook.format().payloads().of(event, body).withProblem(body.problem());
  }

  /** In the form that a job keeps: without anything secret. */
  ObjectNode json() {
    Webhook.Subscription subscription = webhook.subscription();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", webhook.id().value());
    put(json.putArray("types"), names(subscription.eventTypes()));
    put(json.putArray("operational"), names(subscription.operationalEvents()));
    json.put("filter", subscription.filter().text());
    put(json.putArray("fields"), subscription.projection().fields());
    put(json.putArray("changedFields"), subscription.projection().changedFields());
    if (webhook.format().payloads() instanceof CloudEvents events) {
      json.putObject("cloudEvents")
          .put("mode", events.mode().name())
          .put("source", events.source())
          .put("typePrefix", events.typePrefix())
          .put("schemaUrl", events.schemaUrl());
    }
    return json;
  }

  /** Reads the form that a job keeps. */
  static WantedEvents read(JsonNode json, EventFilterReader filters) {
    return new WantedEvents(
        Webhook.blank(Instant.EPOCH).toBuilder()
            .id(new Webhook.Id(json.path("id").asText()))
            .subscription(
                new Webhook.Subscription(
                    types(json.path("types")),
                    types(json.path("operational")),
                    filters.read(json.path("filter").asText()),
                    new Projection(texts(json.path("fields")), texts(json.path("changedFields")))))
            .format(new RequestFormat(format(json.path("cloudEvents")), false))
            .build());
  }

  private static PayloadFormat format(JsonNode cloudEvents) {
    return cloudEvents.isMissingNode()
        ? PayloadFormat.NATIVE
        : new CloudEvents(
            CloudEvents.Mode.valueOf(cloudEvents.path("mode").asText()),
            cloudEvents.path("source").asText(),
            cloudEvents.path("typePrefix").asText(),
            cloudEvents.path("schemaUrl").asText());
  }

  private static List<String> names(List<EventType> types) {
    return types.stream().map(EventType::name).toList();
  }

  private static List<EventType> types(JsonNode array) {
    return texts(array).stream().map(EventType::new).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
