package dev.carillon.server.webhooks.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.capacity.CpuPool;
import java.util.List;
import java.util.Optional;

/**
 * Asks what a webhook would want about recorded events, a few at a time: between two parts others
 * get their turn of the processors.
 *
 * @param journal the events
 * @param snapshots reads what was stored with them
 * @param cpu where they are asked about
 */
record Simulator(Journal journal, SnapshotReader snapshots, CpuPool cpu) {

  /** So many events are in memory at once. */
  static final int PART = 50;

  private static final int PAYLOADS = 3;

  /**
   * Looks at the next events.
   *
   * @param most at most so many
   * @return false where none are left
   */
  boolean part(SimulationRequest request, SimulationResult result, int most) {
    int limit = Math.min(PART, most);
    Journal.Page page = journal.after(result.place(), Journal.Wanted.ALL, limit);
    List<Recorded> events =
        page.events().stream().filter(event -> event.sequence() <= request.until()).toList();
    cpu.run(
        () -> {
          events.forEach(event -> look(event, request, result));
          return true;
        });
    result.reached(page.end());
    return !events.isEmpty() && page.end() < request.until();
  }

  /** Looks at a single event. */
  void one(Recorded event, SimulationRequest request, SimulationResult result) {
    cpu.run(
        () -> {
          look(event, request, result);
          return true;
        });
  }

  private void look(Recorded recorded, SimulationRequest request, SimulationResult result) {
    Event event;
    try {
      event = Explainer.whole(recorded, snapshots);
    } catch (IllegalArgumentException ofNoKnownForm) {
      result.unreadable();
      return;
    }
    boolean wanted = request.draft().payload(event).isPresent();
    boolean wantedNow = request.before().map(now -> now.payload(event).isPresent()).orElse(false);
    result.looked(event, wanted, wantedNow);
  }

  /** The result as callers see it, with the payloads of the newest events. */
  ObjectNode shown(SimulationRequest request, SimulationResult result) {
    ObjectNode json = result.shown(request.before().isPresent());
    ArrayNode payloads = json.putArray("payloads");
    for (ObjectNode named : result.newest()) {
      if (payloads.size() == PAYLOADS) {
        break;
      }
      String id = named.path("id").asText();
      // empty where it was removed meanwhile
      journal
          .find(new Event.Id(id))
          .flatMap(event -> cpu.run(() -> payload(event, request)))
          .ifPresent(text -> payloads.addObject().put("event", id).put("payload", text));
    }
    return json.putNull("predicates");
  }

  /**
   * What came of each condition of the draft for one event; none where what is stored of it cannot
   * be read.
   */
  ArrayNode predicates(SimulationRequest request, Recorded recorded) {
    return cpu.run(
        () -> {
          try {
            Event event = Explainer.whole(recorded, snapshots);
            return ExplanationJson.predicates(
                Predicates.ofSettings(request.draft().webhook(), event));
          } catch (IllegalArgumentException ofNoKnownForm) {
            return ExplanationJson.predicates(List.of());
          }
        });
  }

  private Optional<String> payload(Recorded event, SimulationRequest request) {
    return request
        .draft()
        .payload(Explainer.whole(event, snapshots))
        .map(payload -> new String(payload.bytes(), UTF_8));
  }
}
