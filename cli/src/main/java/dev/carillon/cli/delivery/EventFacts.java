package dev.carillon.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened with the events of deliveries, in a few words: the asset, what changed, and who did
 * it. Lists ask for a hundred at a time; a tail for one, but not too often.
 */
final class EventFacts {

  private static final int AT_ONCE = 100;
  private static final int KEPT_MAX = 1_000;

  /** A tail of very many deliveries shows them without, rather than late. */
  private static final int ASKED_PER_SECOND = 20;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final String UNKNOWN = "–";

  private final ServerClient server;
  private final Map<String, String> known = new LinkedHashMap<>();
  private long secondBegan = System.nanoTime();
  private int asked;

  EventFacts(ServerClient server) {
    this.server = server;
  }

  /** Asks about the events of these deliveries; where that fails, they are shown without. */
  void ask(List<JsonNode> deliveries) {
    List<String> unknown =
        deliveries.stream()
            .map(EventFacts::event)
            .distinct()
            .filter(id -> !known.containsKey(id))
            .toList();
    for (int from = 0; from < unknown.size(); from += AT_ONCE) {
      List<String> some = unknown.subList(from, Math.min(unknown.size(), from + AT_ONCE));
      some.forEach(id -> known.put(id, UNKNOWN));
      try {
        JsonNode found = server.get("/api/event-summaries", Map.of("ids", String.join(",", some)));
        found.path("items").forEach(one -> known.put(one.path("id").asText(), words(one)));
      } catch (Failure away) {
        // what lists the deliveries says what is wrong
        return;
      }
    }
  }

  /** What is known of the event of a delivery. */
  String of(JsonNode delivery) {
    return known.getOrDefault(event(delivery), UNKNOWN);
  }

  /** The same of one that just came; asks if that was not asked too often within this second. */
  String ofNew(JsonNode delivery) {
    if (!known.containsKey(event(delivery)) && mayAsk()) {
      if (known.size() >= KEPT_MAX) {
        known.clear();
      }
      ask(List.of(delivery));
    }
    return of(delivery);
  }

  private boolean mayAsk() {
    long now = System.nanoTime();
    if (now - secondBegan >= SECOND_NANOS) {
      secondBegan = now;
      asked = 0;
    }
    return asked++ < ASKED_PER_SECOND;
  }

  private static String event(JsonNode delivery) {
    return delivery.path("event").path("id").asText();
  }

  private static String words(JsonNode summary) {
    List<String> words = new ArrayList<>();
    JsonNode batch = summary.path("batch");
    if (batch.isObject()) {
      String more = batch.path("more").asBoolean() ? "+" : "";
      int events = batch.path("events").asInt();
      words.add(events + more + (events == 1 ? " event" : " events"));
      List<String> names = new ArrayList<>();
      batch.path("first").forEach(name -> names.add(Screen.text(name)));
      if (!names.isEmpty()) {
        words.add(String.join(", ", names));
      }
    }
    if (summary.path("name").isTextual()) {
      words.add(Screen.text(summary.path("name")));
    }
    List<String> changes = new ArrayList<>();
    for (JsonNode change : summary.path("changes")) {
      String before =
          change.path("oldValue").isNull() ? "" : Screen.text(change.path("oldValue")) + " → ";
      changes.add(
          Screen.text(change.path("field")) + " " + before + Screen.text(change.path("newValue")));
    }
    if (summary.path("moreChanges").asInt() > 0) {
      changes.add("+ " + summary.path("moreChanges").asInt() + " more");
    }
    if (!changes.isEmpty()) {
      words.add(String.join(", ", changes));
    }
    if (summary.path("by").isTextual()) {
      words.add("by " + Screen.text(summary.path("by")));
    }
    return words.isEmpty() ? UNKNOWN : String.join(" · ", words);
  }
}
