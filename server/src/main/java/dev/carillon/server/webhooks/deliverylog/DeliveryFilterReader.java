package dev.carillon.server.webhooks.deliverylog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads filters as callers write them: as parameters of a query, or as a JSON object with the same
 * keys.
 */
public final class DeliveryFilterReader {

  /** All keys of a filter. */
  public static final List<String> KEYS =
      List.of("state", "webhook", "type", "code", "error", "from", "to", "asset", "event", "text");

  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");
  private static final int ITEMS_MAX = 50;
  private static final int TEXT_MAX = 200;
  private static final String TYPE_FORM = "[a-z0-9_.*]{1,100}";

  private final Map<String, String> texts;

  private DeliveryFilterReader(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * The filter of a call's parameters.
   *
   * @throws Problem 400 naming the parameter, its value and what is allowed
   */
  public static DeliveryFilter of(Params params) {
    return of(params, KEYS);
  }

  /** The same where only some keys make sense. */
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
        new Ending(
            StatusTexts.codes("code", items("code")), StatusTexts.errors("error", items("error"))),
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
