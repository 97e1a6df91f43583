package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookRules;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import dev.carillon.server.webhooks.payload.PinnedVersions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads a webhook from JSON: all of it or just the fields to change. Keys that only the server sets
 * are ignored, since clients send back whole objects; unknown ones too, with a warning.
 */
record WebhookReader(AssetFilterReader filters, UrlCheck urls, EventTypeFields eventTypes) {

  private static final int FOLDERS_MAX = 1000;
  private static final int FOLDER_MAX = 4096;
  private static final int QUERY_MAX = 10_000;
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");
  private static final List<String> REQUIRED = List.of("name", "url", "eventTypes");

  /**
   * What a new webhook is to be.
   *
   * @param server the address of this server
   * @throws Problem 400 where a field is missing or wrong
   */
  Edit whole(JsonNode body, Instant now, String server) {
    boolean pull = DeliveryField.asksForPull(body);
    for (String field : REQUIRED) {
      if (body.isObject() && !body.has(field) && !(pull && field.equals("url"))) {
        throw Problem.missing(field);
      }
    }
    return changes(body, "", ReceiverLogin.NONE, pull, now, server);
  }

  /**
   * What is to change about a webhook that exists.
   *
   * @param before as it is: sending its URL back is no reason to check that again
   * @param server the address of this server
   * @throws Problem 400 where a field is wrong
   */
  Edit changes(JsonNode body, Webhook before, Instant now, String server) {
    if (body.has(DeliveryField.NAME)) {
      DeliveryField.keep(
          new JsonField(DeliveryField.NAME, body.get(DeliveryField.NAME)), before.mode());
    }
    return changes(body, before.url(), before.login(), before.pulled(), now, server);
  }

  private Edit changes(
      JsonNode body, String url, ReceiverLogin login, boolean pull, Instant now, String server) {
    if (!body.isObject()) {
      throw Problem.badRequest("The body must be a JSON object");
    }
    List<String> warnings = new ArrayList<>();
    List<Consumer<WebhookDraft>> changes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      JsonField field = new JsonField(entry.getKey(), entry.getValue());
      changes.add(
          field.name().equals("url") ? url(field, url, pull, warnings) : change(field, now));
    }
    LoginDraft.read(body, login, urls, warnings).ifPresent(changes::add);
    warnings.addAll(UnknownKeys.warnings(body));
    ShownCertificates.read(body, now)
        .ifPresent(certificate -> changes.add(draft -> draft.give(certificate)));
    return new Edit(changes, warnings, filters, server);
  }

  /** Reads a field; what is allowed is set in the draft later. */
  private Consumer<WebhookDraft> change(JsonField field, Instant now) {
    return switch (field.name()) {
      case "name" ->
          set(field.filledText(WebhookRules.NAME_MAX), (draft, name) -> draft.name = name);
      case "description" ->
          set(field.lines(WebhookRules.DESCRIPTION_MAX), (draft, text) -> draft.description = text);
      case "eventTypes" -> set(eventTypes.types(field), (draft, types) -> draft.eventTypes = types);
      case PinnedVersions.NAME ->
          set(eventTypes.versions(field), (draft, versions) -> draft.versions = versions);
      case "operationalEvents" ->
          set(
              types(field, OperationalEvents.ALL),
              (draft, types) -> draft.operationalEvents = types);
      case "metadataToReturn" ->
          set(fieldNames(field), (draft, names) -> draft.metadataToReturn = names);
      case "changedMetadataToReturn" ->
          set(fieldNames(field), (draft, names) -> draft.changedMetadataToReturn = names);
      case "triggerMetadataFields" ->
          set(fieldNames(field), (draft, names) -> draft.triggerMetadataFields = names);
      case "foldersAndQuery" -> set(foldersAndQuery(field), (draft, place) -> draft.place = place);
      case "enabled" -> set(field.flag(), (draft, enabled) -> draft.enabled(enabled, now));
      case "customHeaders" -> set(CustomHeaders.read(field), WebhookDraft::give);
      case "timeoutSeconds" ->
          set(
              field.number(0, WebhookLimits.TIMEOUT_SECONDS_MAX),
              (draft, seconds) -> draft.timeoutSeconds = seconds);
      case "maxConcurrent" ->
          set(
              field.number(0, WebhookLimits.CONCURRENT_MAX),
              (draft, attempts) -> draft.maxConcurrent = attempts);
      case "maxPerSecond" ->
          set(
              field.number(0, WebhookLimits.PER_SECOND_MAX),
              (draft, attempts) -> draft.maxPerSecond = attempts);
      case "ordering" -> set(ordering(field), (draft, ordering) -> draft.ordering = ordering);
      case DeliveryField.NAME -> set(DeliveryField.read(field), (draft, mode) -> draft.mode = mode);
      case "logResponses" -> set(responses(field), (draft, log) -> draft.responses = log);
      case "format", "cloudEventsSource", "signatures" -> RequestFormatDraft.read(field);
      case TemplateField.NAME -> TemplateField.read(field);
      case "filterChange", "onBehalfOf" -> new AssetScopeJson(filters).read(field);
      case "handshake" -> set(field.flag(false), (draft, wanted) -> draft.handshake = wanted);
      case "debounceSeconds", "maxWaitSeconds", "batch" -> GroupingFields.change(field);
      default -> DeliveryRulesJson.change(field);
    };
  }

  private static <T> Consumer<WebhookDraft> set(T value, BiConsumer<WebhookDraft, T> setter) {
    return draft -> setter.accept(draft, value);
  }

  private Consumer<WebhookDraft> url(
      JsonField field, String before, boolean pull, List<String> warnings) {
    if (pull) {
      DeliveryField.checkNoUrl(field);
      return draft -> draft.url = "";
    }
    if (!field.value().isTextual() || field.value().textValue().isBlank()) {
      throw field.wrong("an http or https URL");
    }
    String url = field.text(WebhookRules.URL_MAX);
    if (!url.equals(before)) {
      switch (urls.check(url)) {
        case UrlCheck.Verdict.Accepted accepted -> {}
        case UrlCheck.Verdict.Doubtful doubtful -> warnings.add(doubtful.warning());
        case UrlCheck.Verdict.Refused refused -> throw field.wrong(refused.allowed());
      }
    }
    return draft -> draft.url = url;
  }

  /** The types that an array names. */
  static List<EventType> types(JsonField field, List<EventType> known) {
    List<String> names = known.stream().map(EventType::name).toList();
    List<EventType> types = new ArrayList<>();
    for (JsonField element : field.elements(WebhookRules.FIELDS_MAX)) {
      String name = element.value().isTextual() ? element.value().textValue() : "";
      int index = names.indexOf(name);
      if (index < 0) {
        throw element.wrong(didYouMean(name, names));
      }
      types.add(known.get(index));
    }
    return types.stream().distinct().toList();
  }

  private static String didYouMean(String name, List<String> names) {
    String all = "one of " + String.join(", ", names);
    return name.isEmpty() || name.length() > 100
        ? all
        : all + "; the nearest is '" + NameSuggestion.to(name, names) + "'";
  }

  private static List<String> fieldNames(JsonField field) {
    List<String> names = new ArrayList<>();
    for (JsonField element : field.elements(WebhookRules.FIELDS_MAX)) {
      if (!element.value().isTextual()
          || !FIELD_NAME.matcher(element.value().textValue()).matches()) {
        throw element.wrong(
            "the technical name of a metadata field: a letter, then letters, digits and _");
      }
      names.add(element.value().textValue());
    }
    return names;
  }

  private AssetCriteria foldersAndQuery(JsonField field) {
    List<String> folders = new ArrayList<>();
    String query = "";
    WildcardSelection selection = WildcardSelection.UNSET;
    for (JsonField property : field.properties()) {
      JsonField inner = property.within(field.name());
      switch (property.name()) {
        case "folders" ->
            inner.elements(FOLDERS_MAX).forEach(e -> folders.add(e.filledText(FOLDER_MAX)));
        case "query" -> query = inner.lines(QUERY_MAX);
        case "enableWildcardSelection" -> selection = selection(inner);
        default -> {}
      }
    }
    AssetCriteria place = new AssetCriteria(List.of(), folders, query, selection);
    try {
      filters.compile(place);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField(
          field.name() + ".query", query, "a query that can be read: " + malformed.getMessage());
    }
    return place;
  }

  private static WildcardSelection selection(JsonField field) {
    if (field.none()) {
      return WildcardSelection.UNSET;
    }
    return field.flag() ? WildcardSelection.ON : WildcardSelection.OFF;
  }

  private static ResponseLog responses(JsonField field) {
    return switch (field.none() ? "failures" : field.lines(100)) {
      case "failures" -> ResponseLog.FAILURES;
      case "all" -> ResponseLog.ALL;
      default -> throw field.wrong("failures or all");
    };
  }

  private static Ordering ordering(JsonField field) {
    return switch (field.none() ? "none" : field.lines(100)) {
      case "none" -> Ordering.NONE;
      case "asset" -> Ordering.SUBJECT;
      default -> throw field.wrong("none or asset");
    };
  }

  /**
   * What a request wants to change about a webhook: checked, and not yet done.
   *
   * @param changes one for each field
   * @param warnings what the administrator should know all the same
   * @param filters compiles the result's filter
   * @param server the address of this server
   */
  record Edit(
      List<Consumer<WebhookDraft>> changes,
      List<String> warnings,
      AssetFilterReader filters,
      String server) {

    Edit {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }

    /** The webhook after the change. */
    Webhook of(Webhook before) {
      return draft(before).webhook(filters, server);
    }

    /** Whether the receiver has to be asked for its permission before. */
    boolean needsHandshake(Webhook before) {
      return draft(before).needsHandshake();
    }

    private WebhookDraft draft(Webhook before) {
      WebhookDraft draft = new WebhookDraft(before);
      changes.forEach(change -> change.accept(draft));
      return draft;
    }
  }

  /** Keys that no webhook has: they are ignored, with a warning, for they may be typos. */
  private static final class UnknownKeys {

    /** What may be set. */
    private static final List<String> SETTABLE =
        List.of(
            "name",
            "description",
            "url",
            "eventTypes",
            PinnedVersions.NAME,
            "operationalEvents",
            "metadataToReturn",
            "changedMetadataToReturn",
            "triggerMetadataFields",
            "foldersAndQuery",
            "enabled",
            "customHeaders",
            "timeoutSeconds",
            "maxConcurrent",
            "maxPerSecond",
            "ordering",
            "logResponses",
            DeliveryField.NAME,
            "debounceSeconds",
            "maxWaitSeconds",
            "batch",
            "clientCertificatePem",
            "clientKeyPem",
            "filterChange",
            "onBehalfOf",
            "format",
            "cloudEventsSource",
            "signatures",
            LoginDraft.NAME,
            "handshake",
            TemplateField.NAME);

    /** What only the server sets; clients send it back. */
    private static final List<String> SHOWN =
        List.of(
            "id",
            "secretToken",
            "secretOverlapUntil",
            "clientCertificate",
            "handshakeState",
            "disabledReason",
            "disabledDetail",
            "disabledAt",
            "recovery",
            "health",
            "warnings");

    private static final List<String> IN_PLACE =
        List.of("folders", "query", "enableWildcardSelection");

    private static final int NAMED_MAX = 10;
    private static final int NAME_MAX = 100;

    private UnknownKeys() {}

    /** One warning for each, up to a number. */
    static List<String> warnings(JsonNode body) {
      List<String> settable = new ArrayList<>(SETTABLE);
      settable.addAll(DeliveryRulesJson.FIELDS);
      List<String> unknown = new ArrayList<>();
      body.fieldNames()
          .forEachRemaining(
              key -> {
                if (!settable.contains(key) && !SHOWN.contains(key)) {
                  unknown.add(warning("", key, settable));
                }
              });
      body.path("foldersAndQuery")
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!IN_PLACE.contains(key)) {
                  unknown.add(warning("foldersAndQuery.", key, IN_PLACE));
                }
              });
      if (unknown.size() <= NAMED_MAX) {
        return unknown;
      }
      List<String> some = new ArrayList<>(unknown.subList(0, NAMED_MAX));
      some.add(
          "There are " + (unknown.size() - NAMED_MAX) + " more unknown fields; all are ignored");
      return some;
    }

    private static String warning(String within, String key, List<String> known) {
      boolean tooLong = key.length() > NAME_MAX;
      String shown = tooLong ? key.substring(0, NAME_MAX) + "…" : key;
      return "'"
          + within
          + shown
          + "' is not a field of a webhook and is ignored"
          + (tooLong ? "" : "; the nearest is '" + within + NameSuggestion.to(key, known) + "'");
    }
  }
}
