package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import dev.carillon.server.webhooks.payload.OperationalEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads a webhook from JSON: all of it or just the fields to change. Keys that only the server sets
 * are ignored, since clients send back whole objects; unknown ones too, with a warning.
 */
final class WebhookReader {

  private static final int NAME_MAX = 200;
  private static final int DESCRIPTION_MAX = 2000;
  private static final int URL_MAX = 4096;
  private static final int FIELDS_MAX = 500;
  private static final int FOLDERS_MAX = 1000;
  private static final int FOLDER_MAX = 4096;
  private static final int QUERY_MAX = 10_000;
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");
  private static final List<String> REQUIRED = List.of("name", "url", "eventTypes");

  private final WebhookRules rules;

  WebhookReader(WebhookRules rules) {
    this.rules = rules;
  }

  /**
   * What a new webhook shall be.
   *
   * @throws Problem 400 where a field is missing or wrong
   */
  WebhookEdit whole(JsonNode body, Instant now) {
    for (String field : REQUIRED) {
      if (body.isObject() && !body.has(field)) {
        throw Problem.missing(field);
      }
    }
    return changes(body, "", now);
  }

  /**
   * What shall become of a webhook that is there.
   *
   * @param url what it has now: sending it back is no reason to check it again
   * @throws Problem 400 where a field is wrong
   */
  WebhookEdit changes(JsonNode body, String url, Instant now) {
    if (!body.isObject()) {
      throw Problem.badRequest("The body must be a JSON object");
    }
    List<String> warnings = new ArrayList<>();
    List<Consumer<WebhookDraft>> changes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      JsonField field = new JsonField(entry.getKey(), entry.getValue());
      changes.add(field.name().equals("url") ? url(field, url, warnings) : change(field, now));
    }
    warnings.addAll(UnknownKeys.warnings(body));
    ShownCertificates.read(body, now)
        .ifPresent(certificate -> changes.add(draft -> draft.give(certificate)));
    return new WebhookEdit(changes, warnings, rules.filters());
  }

  private Consumer<WebhookDraft> change(JsonField field, Instant now) {
    return switch (field.name()) {
      case "name" -> name(field);
      case "description" -> description(field);
      case "eventTypes" -> eventTypes(field);
      case "operationalEvents" -> operationalEvents(field);
      case "metadataToReturn" -> metadataToReturn(field);
      case "changedMetadataToReturn" -> changedMetadataToReturn(field);
      case "triggerMetadataFields" -> triggerMetadataFields(field);
      case "foldersAndQuery" -> foldersAndQuery(field);
      case "enabled" -> enabled(field, now);
      case "customHeaders" -> customHeaders(field);
      case "timeoutSeconds" -> timeoutSeconds(field);
      case "maxConcurrent" -> maxConcurrent(field);
      case "maxPerSecond" -> maxPerSecond(field);
      case "ordering" -> ordering(field);
      case "logResponses" -> logResponses(field);
      default -> draft -> {};
    };
  }

  private static Consumer<WebhookDraft> name(JsonField field) {
    String name = field.filledText(NAME_MAX);
    return draft -> draft.name = name;
  }

  private static Consumer<WebhookDraft> description(JsonField field) {
    String description = field.lines(DESCRIPTION_MAX);
    return draft -> draft.description = description;
  }

  private Consumer<WebhookDraft> url(JsonField field, String before, List<String> warnings) {
    if (!field.value().isTextual() || field.value().textValue().isBlank()) {
      throw field.wrong("an http or https URL");
    }
    String url = field.text(URL_MAX);
    if (!url.equals(before)) {
      switch (rules.urls().check(url)) {
        case UrlCheck.Verdict.Accepted accepted -> {}
        case UrlCheck.Verdict.Doubtful doubtful -> warnings.add(doubtful.warning());
        case UrlCheck.Verdict.Refused refused -> throw field.wrong(refused.allowed());
      }
    }
    return draft -> draft.url = url;
  }

  private static Consumer<WebhookDraft> eventTypes(JsonField field) {
    if (field.none()) {
      throw field.wrong("an array of event types; [] for none");
    }
    List<EventType> types = types(field, EventTypes.ALL);
    return draft -> draft.eventTypes = types;
  }

  private static Consumer<WebhookDraft> operationalEvents(JsonField field) {
    List<EventType> types = types(field, OperationalEvents.ALL);
    return draft -> draft.operationalEvents = types;
  }

  private static List<EventType> types(JsonField field, List<EventType> known) {
    List<String> names = known.stream().map(EventType::name).toList();
    List<EventType> types = new ArrayList<>();
    for (JsonField element : field.elements(FIELDS_MAX)) {
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

  private static Consumer<WebhookDraft> metadataToReturn(JsonField field) {
    List<String> names = fieldNames(field);
    return draft -> draft.metadataToReturn = names;
  }

  private static Consumer<WebhookDraft> changedMetadataToReturn(JsonField field) {
    List<String> names = fieldNames(field);
    return draft -> draft.changedMetadataToReturn = names;
  }

  private static Consumer<WebhookDraft> triggerMetadataFields(JsonField field) {
    List<String> names = fieldNames(field);
    return draft -> draft.triggerMetadataFields = names;
  }

  private static List<String> fieldNames(JsonField field) {
    List<String> names = new ArrayList<>();
    for (JsonField element : field.elements(FIELDS_MAX)) {
      if (!element.value().isTextual()
          || !FIELD_NAME.matcher(element.value().textValue()).matches()) {
        throw element.wrong(
            "the technical name of a metadata field: a letter, then letters, digits and _");
      }
      names.add(element.value().textValue());
    }
    return names;
  }

  private Consumer<WebhookDraft> foldersAndQuery(JsonField field) {
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
      rules.filters().compile(place);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField(
          field.name() + ".query", query, "a query that can be read: " + malformed.getMessage());
    }
    return draft -> draft.place = place;
  }

  private static WildcardSelection selection(JsonField field) {
    if (field.none()) {
      return WildcardSelection.UNSET;
    }
    return field.flag() ? WildcardSelection.ON : WildcardSelection.OFF;
  }

  private static Consumer<WebhookDraft> enabled(JsonField field, Instant now) {
    boolean enabled = field.flag();
    return draft -> draft.enabled(enabled, now);
  }

  private static Consumer<WebhookDraft> customHeaders(JsonField field) {
    Map<String, String> headers = CustomHeaders.read(field);
    return draft -> draft.give(headers);
  }

  private static Consumer<WebhookDraft> timeoutSeconds(JsonField field) {
    int seconds = field.number(0, 60);
    return draft -> draft.timeoutSeconds = seconds;
  }

  private static Consumer<WebhookDraft> maxConcurrent(JsonField field) {
    int attempts = field.number(0, 1000);
    return draft -> draft.maxConcurrent = attempts;
  }

  private static Consumer<WebhookDraft> maxPerSecond(JsonField field) {
    int attempts = field.number(0, 100_000);
    return draft -> draft.maxPerSecond = attempts;
  }

  private static Consumer<WebhookDraft> logResponses(JsonField field) {
    ResponseLog responses =
        switch (field.none() ? "failures" : field.lines(100)) {
          case "failures" -> ResponseLog.FAILURES;
          case "all" -> ResponseLog.ALL;
          default -> throw field.wrong("failures or all");
        };
    return draft -> draft.responses = responses;
  }

  private static Consumer<WebhookDraft> ordering(JsonField field) {
    String name = field.none() ? "none" : field.lines(100);
    Ordering ordering =
        switch (name) {
          case "none" -> Ordering.NONE;
          case "asset" -> Ordering.SUBJECT;
          default -> throw field.wrong("none or asset");
        };
    return draft -> draft.ordering = ordering;
  }
}
