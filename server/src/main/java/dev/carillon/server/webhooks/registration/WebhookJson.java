package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.webhooks.RecoveryState;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a webhook as JSON; its secret to those only who may change it. */
record WebhookJson(FieldRegistry fields, InstantSource clock) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * The whole object.
   *
   * @param secret whether the caller may see the secret; else there is no {@code secretToken}
   * @param standing how it has been doing, and what it waits for
   * @param warnings about the request; those about the webhook itself are added
   */
  ObjectNode object(Webhook webhook, boolean secret, Standing standing, List<String> warnings) {
    Webhook.Subscription wanted = webhook.subscription();
    AssetCriteria criteria = AssetFilterReader.criteria(wanted.filter());
    ObjectNode json = NODES.objectNode();
    json.put("id", webhook.id().value());
    json.put("name", webhook.name());
    json.put("url", webhook.url());
    DeliveryField.add(webhook, json);
    json.set("eventTypes", types(wanted.eventTypes()));
    EventTypeFields.show(criteria.versions(), json);
    json.set("metadataToReturn", texts(wanted.projection().fields()));
    json.set("changedMetadataToReturn", texts(wanted.projection().changedFields()));
    json.set("triggerMetadataFields", texts(criteria.triggerFields()));
    json.set("foldersAndQuery", place(criteria));
    json.put("enabled", webhook.enabled());
    if (secret) {
      json.put("secretToken", webhook.secret().token());
    }
    json.put("secretOverlapUntil", overlapUntil(webhook).map(WebhookJson::time).orElse(null));
    json.put("description", webhook.description());
    json.set("customHeaders", headers(webhook));
    json.set("operationalEvents", types(wanted.operationalEvents()));
    json.put("timeoutSeconds", webhook.limits().timeoutSeconds());
    json.put("maxConcurrent", webhook.limits().maxConcurrent());
    json.put("maxPerSecond", webhook.limits().maxPerSecond());
    json.put("ordering", webhook.limits().ordering() == Ordering.SUBJECT ? "asset" : "none");
    json.put("logResponses", webhook.responses().name().toLowerCase(Locale.ROOT));
    DeliveryRulesJson.add(webhook.rules(), json);
    GroupingFields.of(webhook.grouping()).put(json);
    json.set("clientCertificate", ShownCertificates.shown(webhook.certificate()));
    AssetScopeJson.show(criteria.scope(), json);
    RequestFormatDraft.show(webhook.format(), json);
    json.set(LoginDraft.NAME, LoginDraft.shown(webhook.login()));
    HandshakeJson.show(webhook.handshake(), json);
    TemplateField.show(webhook, json);
    addState(webhook.state(), json);
    json.set("recovery", recovery(standing));
    json.set("health", health(webhook, standing));
    List<String> all = new ArrayList<>(warnings);
    all.addAll(warnings(webhook, criteria));
    json.set("warnings", texts(all));
    return json;
  }

  /** What its owner should look at. */
  private List<String> warnings(Webhook webhook, AssetCriteria criteria) {
    Webhook.Subscription wanted = webhook.subscription();
    List<String> all = new ArrayList<>();
    all.addAll(unknownFields("metadataToReturn", wanted.projection().fields()));
    all.addAll(unknownFields("changedMetadataToReturn", wanted.projection().changedFields()));
    all.addAll(unknownFields("triggerMetadataFields", criteria.triggerFields()));
    all.addAll(EventTypeFields.warnings(criteria.versions(), types(wanted.eventTypes())));
    if (wanted.filter() instanceof AssetFilter filter) {
      all.addAll(
          AssetScopeJson.warnings(
              filter, wanted.eventTypes().stream().map(EventType::name).toList()));
      all.addAll(unknownFields("foldersAndQuery.query", List.copyOf(filter.unknownFields())));
      if (!filter.complaint().isEmpty()) {
        all.add(
            "'foldersAndQuery.query' can no longer be parsed, so asset events are not sent: "
                + filter.complaint());
      }
    }
    all.addAll(DeliveryField.warnings(webhook));
    all.addAll(LoginDraft.warnings(webhook.login()));
    if (!webhook.certificate().none()
        && !webhook.pulled()
        && !webhook.url().toLowerCase(Locale.ROOT).startsWith("https")) {
      all.add("'clientCertificate' is used for https URLs only");
    }
    return all;
  }

  /** Its settings as the audit log compares them, secrets included: the log masks them. */
  Map<String, Object> settings(Webhook webhook) {
    ObjectNode json = object(webhook, true, Standing.NONE, List.of());
    json.remove(List.of("id", "secretOverlapUntil", "recovery", "health", "warnings"));
    Map<String, Object> settings = new LinkedHashMap<>();
    json.properties().forEach(each -> settings.put(each.getKey(), each.getValue()));
    settings.put("customHeaders", webhook.headers());
    settings.put(LoginDraft.NAME, LoginDraft.compared(webhook.login()));
    settings.put(
        "overlapUntil",
        webhook.secret().replaced().stream()
            .map(old -> time(old.validUntil()))
            .findFirst()
            .orElse(""));
    return settings;
  }

  /** Until when an old token is still valid; empty where none is. */
  Optional<Instant> overlapUntil(Webhook webhook) {
    return webhook.secret().at(clock.instant()).replaced().stream()
        .map(Secret.Old::validUntil)
        .findFirst();
  }

  private static void addState(WebhookState state, ObjectNode json) {
    switch (state) {
      case WebhookState.Enabled enabled -> {
        json.putNull("disabledReason");
        json.putNull("disabledDetail");
        json.putNull("disabledAt");
      }
      case WebhookState.Disabled disabled -> {
        json.put("disabledReason", disabled.reason().text());
        json.put("disabledDetail", disabled.detail());
        json.put("disabledAt", time(disabled.at()));
      }
    }
  }

  private static @Nullable ObjectNode recovery(Standing standing) {
    return standing
        .recovery()
        .map(
            state -> {
              Instant next = state.nextPingAt();
              ObjectNode json = NODES.objectNode();
              json.put("pings", state.pings());
              json.put("nextPingAt", next == null ? null : time(next));
              json.put("lastError", state.lastError());
              return json;
            })
        .orElse(null);
  }

  private static ObjectNode place(AssetCriteria criteria) {
    ObjectNode json = NODES.objectNode();
    json.set("folders", texts(criteria.folders()));
    json.put("query", criteria.query());
    if (criteria.wildcardSelection() != WildcardSelection.UNSET) {
      json.put("enableWildcardSelection", criteria.wildcardSelection() == WildcardSelection.ON);
    }
    return json;
  }

  private static ObjectNode headers(Webhook webhook) {
    ObjectNode json = NODES.objectNode();
    CustomHeaders.masked(webhook.headers()).forEach(json::put);
    return json;
  }

  private static ObjectNode health(Webhook webhook, Standing standing) {
    WebhookHealth health = standing.health();
    ObjectNode json = NODES.objectNode();
    json.put("status", health.status().name().toLowerCase(Locale.ROOT));
    json.put("failuresInRow", health.failuresInRow());
    json.put("lastError", health.lastError());
    json.put("lastFailureAt", timeOrNull(health.lastFailureAt()));
    json.put("heldUntil", timeOrNull(standing.heldUntil()));
    if (health.largestPayloadBytes() > 0) {
      json.put("largestPayloadBytes", health.largestPayloadBytes());
    }
    if (webhook.grouping().any()) {
      json.put("heldEvents", standing.held().count().count());
      json.put("heldEventsUntil", timeOrNull(standing.held().until()));
    }
    if (!webhook.enabled()) {
      json.put("missed", standing.missed());
    }
    return json;
  }

  private List<String> unknownFields(String list, List<String> names) {
    List<String> known = fields.all().stream().map(Field::name).toList();
    return names.stream()
        .filter(name -> fields.find(name).isEmpty())
        .map(
            name -> "'" + list + "': there is no metadata field '" + name + "'" + hint(name, known))
        .toList();
  }

  private static String hint(String name, List<String> known) {
    return known.isEmpty() ? "" : ", the nearest is '" + NameSuggestion.to(name, known) + "'";
  }

  private static ArrayNode types(List<EventType> types) {
    return texts(types.stream().map(EventType::name).toList());
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode json = NODES.arrayNode();
    texts.forEach(json::add);
    return json;
  }

  private static @Nullable String timeOrNull(Instant time) {
    return time.equals(Instant.EPOCH) ? null : time(time);
  }

  /** As responses show a time. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * How a webhook stands.
   *
   * @param heldUntil nothing is sent before, because its receiver asked for that; {@link
   *     Instant#EPOCH} = it is not held
   * @param missed how many events it missed; shown only while it is disabled
   * @param recovery how far its automatic recovery is; empty where it is not being recovered
   * @param held its events that are held; shown only if it debounces or wants batches
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Standing(
      WebhookHealth health,
      Instant heldUntil,
      long missed,
      Optional<RecoveryState> recovery,
      DeliveryLog.Held held) {

    /** Nothing has happened yet. */
    static final Standing NONE =
        new Standing(
            WebhookHealth.NONE, Instant.EPOCH, 0, Optional.empty(), DeliveryLog.Held.NOTHING);
  }
}
