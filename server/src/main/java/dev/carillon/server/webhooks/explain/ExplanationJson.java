package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.server.assets.search.index.QueryVerdict;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows explanations as JSON. */
final class ExplanationJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** So many characters of a value are shown, and so many elements of a list. */
  private static final int TEXT_MAX = 300;

  private static final int ELEMENTS_MAX = 20;

  private ExplanationJson() {}

  /** The whole of it. */
  static ObjectNode json(Explanation explanation) {
    ObjectNode json = NODES.objectNode();
    json.set("event", event(explanation.event()));
    json.putObject("webhook")
        .put("id", explanation.webhook().id().value())
        .put("name", explanation.webhook().name())
        .put("removed", explanation.webhook().removed());
    json.put("verdict", explanation.verdict().text());
    json.put("settingsSince", explanation.settingsSince().map(TimeText::text).orElse(null));
    EventOutcome happened = explanation.happened();
    json.putObject("happened")
        .put("state", happened.state())
        .put("delivery", happened.delivery().map(found -> found.id().value()).orElse(null));
    json.set("predicates", predicates(explanation.predicates()));
    ArrayNode notes = json.putArray("notes");
    explanation.notes().forEach(notes::add);
    return json;
  }

  /** What came of each condition. */
  static ArrayNode predicates(List<Predicate> predicates) {
    ArrayNode array = NODES.arrayNode();
    predicates.forEach(predicate -> array.add(json(predicate)));
    return array;
  }

  /** What an event is, without its payload. */
  static ObjectNode event(Event event) {
    return NODES
        .objectNode()
        .put("id", event.id().value())
        .put("type", event.type().name())
        .put("subject", event.subject())
        .put("time", TimeText.text(event.time()));
  }

  private static ObjectNode json(Predicate predicate) {
    ObjectNode json = NODES.objectNode();
    json.put("name", predicate.name());
    json.put("verdict", predicate.answer().text());
    json.set("value", predicate.value());
    json.set("wanted", predicate.wanted());
    json.put("says", predicate.says());
    predicate.query().ifPresent(query -> json.set("query", json(query)));
    return json;
  }

  private static ObjectNode json(QueryVerdict part) {
    ObjectNode json = NODES.objectNode();
    json.put("kind", part.kind().text());
    json.put("verdict", Predicate.Answer.of(part.holds()).text());
    if (part.kind() == QueryVerdict.Kind.TERM) {
      json.put("field", part.field().isEmpty() ? null : part.field());
      json.put("wanted", shown(part.wanted()));
      json.set("value", value(part.value()));
    } else {
      ArrayNode parts = json.putArray("parts");
      part.parts().forEach(inner -> parts.add(json(inner)));
    }
    return json;
  }

  private static JsonNode value(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        list.stream().limit(ELEMENTS_MAX).forEach(one -> array.add(shown(one.toString())));
        if (list.size() > ELEMENTS_MAX) {
          array.add("… (" + list.size() + ")");
        }
        yield array;
      }
      default -> NODES.textNode(shown(value.toString()));
    };
  }

  private static String shown(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }
}
