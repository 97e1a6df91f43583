package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads filters as callers write them: as parameters of a query, or as a JSON object with the same
 * keys.
 */
public record DeliveryFilterReader(Map<String, String> texts) {

  /** All keys of a filter. */
  public static final List<String> KEYS =
      List.of("state", "webhook", "type", "code", "error", "from", "to", "asset", "event", "text");

  static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");
  private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");
  private static final Pattern STATUS_CLASS = Pattern.compile("([1-9])[xX]{2}");
  private static final Pattern STATUS_RANGE = Pattern.compile("([1-9][0-9]{2})-([1-9][0-9]{2})");
  private static final List<String> ERRORS =
      Arrays.stream(ErrorClass.values()).map(ErrorClass::text).toList();

  private static final int ITEMS_MAX = 50;
  private static final int TEXT_MAX = 200;
  private static final String TYPE_FORM = "[A-Za-z0-9_.*]{1,100}";

  /**
   * The filter of a call's parameters.
   *
   * @throws Problem 400 naming the parameter, its value and what is allowed
   */
  public static DeliveryFilter of(Params params) {
    return of(params, KEYS);
  }

  /** Reads a filter of which only some keys make sense. */
  public static DeliveryFilter of(Params params, List<String> keys) {
    Map<String, String> texts = new HashMap<>();
    for (String key : keys) {
      params.text(key).ifPresent(text -> texts.put(key, text));
    }
    return new DeliveryFilterReader(texts).filter();
  }

  /**
   * The filter in a JSON object; values may be texts, numbers, or arrays of them.
   *
   * @throws Problem 400 naming the key, its value and what is allowed
   */
  public static DeliveryFilter of(JsonNode object) {
    if (!object.isObject()) {
      throw Problem.badField("filter", object.toString(), "an object");
    }
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String text = text(property.getKey(), property.getValue());
      if (!text.isEmpty()) {
        texts.put(property.getKey(), text);
      }
    }
    return new DeliveryFilterReader(texts).filter();
  }

  private static String text(String key, JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(item -> text(key, item)).collect(Collectors.joining(","));
    }
    if (value.isNull()) {
      return "";
    }
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw Problem.badField(key, value.toString(), "a text, a number or a list of them");
    }
    return value.asText();
  }

  private DeliveryFilter filter() {
    Span created = TimeText.span(text("from"), text("to"));
    String text = bounded("text");
    if (!text.isEmpty() && !created.begins()) {
      throw Problem.badRequest("'text' needs 'from', because all payloads since then are searched");
    }
    return new DeliveryFilter(
        states(),
        webhooks(),
        new About(types("type", text("type")), bounded("asset"), id("event")),
        new Ending(items("code").stream().map(DeliveryFilterReader::codes).toList(), errors()),
        created,
        text);
  }

  private Set<String> states() {
    Set<String> states = new HashSet<>();
    for (String state : items("state")) {
      if (!STATES.contains(state)) {
        throw Problem.badField("state", state, "of " + String.join(", ", STATES));
      }
      states.add(state);
    }
    return states;
  }

  private Set<Webhook.Id> webhooks() {
    String id = id("webhook");
    return id.isEmpty() ? Set.of() : Set.of(new Webhook.Id(id));
  }

  /**
   * Event types of a comma list.
   *
   * @throws Problem 400 where one cannot be the name of a type
   */
  public static List<String> types(String key, String list) {
    List<String> types = items(key, list);
    for (String type : types) {
      if (!type.matches(TYPE_FORM)) {
        throw Problem.badField(key, type, "an event type such as asset_create or asset_*");
      }
    }
    return types;
  }

  /** A status or several, such as 404, 5xx or 500-599. */
  private static Codes codes(String item) {
    if (STATUS.matcher(item).matches()) {
      int code = Integer.parseInt(item);
      return new Codes(code, code);
    }
    Matcher family = STATUS_CLASS.matcher(item);
    if (family.matches()) {
      int from = Integer.parseInt(family.group(1)) * 100;
      return new Codes(from, from + 99);
    }
    Matcher range = STATUS_RANGE.matcher(item);
    if (range.matches()) {
      int from = Integer.parseInt(range.group(1));
      int to = Integer.parseInt(range.group(2));
      if (from <= to) {
        return new Codes(from, to);
      }
    }
    throw Problem.badField("code", item, "an HTTP status such as 404, 5xx or 500-599");
  }

  /** Classes of failures. */
  private Set<ErrorClass> errors() {
    Set<ErrorClass> errors = EnumSet.noneOf(ErrorClass.class);
    for (String item : items("error")) {
      if (!ERRORS.contains(item)) {
        throw Problem.badField(
            "error",
            item,
            "of %s; the nearest is %s"
                .formatted(String.join(", ", ERRORS), NameSuggestion.to(item, ERRORS)));
      }
      errors.add(ErrorClass.of(item));
    }
    return errors;
  }

  private String id(String key) {
    String id = text(key);
    if (!id.isEmpty() && !Ids.valid(id)) {
      throw Problem.badField(key, id, "an id of 22 characters");
    }
    return id;
  }

  private String bounded(String key) {
    String text = text(key);
    if (text.length() > TEXT_MAX) {
      throw Problem.badField(key, text, "at most " + TEXT_MAX + " characters");
    }
    return text;
  }

  private String text(String key) {
    return texts.getOrDefault(key, "");
  }

  private List<String> items(String key) {
    return items(key, text(key));
  }

  private static List<String> items(String key, String list) {
    Set<String> items = new LinkedHashSet<>();
    for (String item : list.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    if (items.size() > ITEMS_MAX) {
      throw Problem.badField(key, list, "at most " + ITEMS_MAX + " items");
    }
    return List.copyOf(items);
  }
}
