package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.request.TimeText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation has found so far. Its size is bounded, however many events it has looked at, so
 * that a job can keep it as its place.
 */
final class SimulationResult {

  /** So many events are named, the newest ones. */
  static final int NAMED_MAX = 20;

  private static final int DAYS_MAX = 400;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private long place;
  private int examined;
  private int unreadable;
  private int matches;
  private int now;
  private @Nullable Instant from;
  private @Nullable Instant to;
  private final TreeMap<LocalDate, Integer> days = new TreeMap<>();
  private final Named newest = new Named();
  private final Named gained = new Named();
  private final Named lost = new Named();

  /** Nothing yet. */
  SimulationResult(long place) {
    this.place = place;
  }

  /** Behind which event of the journal it goes on. */
  long place() {
    return place;
  }

  /** How many events it has looked at. */
  int examined() {
    return examined;
  }

  /** It goes on behind this event. */
  void reached(long sequence) {
    place = sequence;
  }

  /** An event whose stored state cannot be read. */
  void unreadable() {
    examined++;
    unreadable++;
  }

  /**
   * An event was looked at.
   *
   * @param wanted whether the draft wants it
   * @param wantedNow whether the webhook wants it as it is now
   */
  void looked(Event event, boolean wanted, boolean wantedNow) {
    examined++;
    from = from == null || event.time().isBefore(from) ? event.time() : from;
    to = to == null || event.time().isAfter(to) ? event.time() : to;
    now += wantedNow ? 1 : 0;
    if (wanted) {
      matches++;
      newest.add(event);
      days.merge(LocalDate.ofInstant(event.time(), ZoneOffset.UTC), 1, Integer::sum);
      if (days.size() > DAYS_MAX) {
        days.pollFirstEntry();
      }
    }
    if (wanted && !wantedNow) {
      gained.add(event);
    }
    if (!wanted && wantedNow) {
      lost.add(event);
    }
  }

  /** The ids of the newest events that the draft wants, the newest first. */
  Iterable<ObjectNode> newest() {
    return newest.events;
  }

  /**
   * As callers see it, but for payloads.
   *
   * @param compared whether there is a webhook to compare with
   */
  ObjectNode shown(boolean compared) {
    ObjectNode json = NODES.objectNode();
    json.put("examined", examined);
    json.put("unreadable", unreadable);
    json.put("from", from == null ? null : TimeText.text(from));
    json.put("to", to == null ? null : TimeText.text(to));
    json.put("matches", matches);
    json.put("perDay", perDay());
    ArrayNode each = json.putArray("days");
    days.forEach((day, count) -> each.addObject().put("day", day.toString()).put("count", count));
    json.set("newest", newest.json());
    if (compared) {
      ObjectNode difference = json.putObject("difference");
      difference.put("now", now);
      difference.put("gained", gained.count);
      difference.put("lost", lost.count);
      difference.set("gainedEvents", gained.json());
      difference.set("lostEvents", lost.json());
    } else {
      json.putNull("difference");
    }
    return json;
  }

  /** Matches for each day from the first event to the last, both days included. */
  private double perDay() {
    if (from == null || to == null) {
      return 0;
    }
    LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
    LocalDate last = LocalDate.ofInstant(to, ZoneOffset.UTC);
    double each = (double) matches / (ChronoUnit.DAYS.between(first, last) + 1);
    return Math.round(each * 10) / 10.0;
  }

  /** In the form that a job keeps. */
  String text() {
    ObjectNode json = NODES.objectNode();
    json.put("place", place);
    json.put("examined", examined);
    json.put("unreadable", unreadable);
    json.put("matches", matches);
    json.put("now", now);
    json.put("from", from == null ? null : from.toString());
    json.put("to", to == null ? null : to.toString());
    ObjectNode each = json.putObject("days");
    days.forEach((day, count) -> each.put(day.toString(), count));
    json.set("newest", newest.kept());
    json.set("gained", gained.kept());
    json.set("lost", lost.kept());
    return json.toString();
  }

  /** Reads the form that a job keeps. */
  static SimulationResult read(String text) {
    JsonNode json = Json.readStored(text);
    SimulationResult result = new SimulationResult(json.path("place").asLong());
    result.examined = json.path("examined").asInt();
    result.unreadable = json.path("unreadable").asInt();
    result.matches = json.path("matches").asInt();
    result.now = json.path("now").asInt();
    result.from = time(json.path("from"));
    result.to = time(json.path("to"));
    for (Map.Entry<String, JsonNode> day : json.path("days").properties()) {
      result.days.put(LocalDate.parse(day.getKey()), day.getValue().asInt());
    }
    result.newest.read(json.path("newest"));
    result.gained.read(json.path("gained"));
    result.lost.read(json.path("lost"));
    return result;
  }

  private static @Nullable Instant time(JsonNode text) {
    return text.isTextual() ? Instant.parse(text.asText()) : null;
  }

  /** How many events, and which are the newest, the newest first. */
  private static final class Named {

    private int count;
    private final Deque<ObjectNode> events = new ArrayDeque<>();

    void add(Event event) {
      count++;
      events.addFirst(ExplanationJson.event(event));
      if (events.size() > NAMED_MAX) {
        events.removeLast();
      }
    }

    ArrayNode json() {
      ArrayNode array = NODES.arrayNode();
      events.forEach(array::add);
      return array;
    }

    ObjectNode kept() {
      ObjectNode json = NODES.objectNode().put("count", count);
      json.set("events", json());
      return json;
    }

    void read(JsonNode json) {
      count = json.path("count").asInt();
      json.path("events").forEach(event -> events.addLast((ObjectNode) event));
    }
  }
}
