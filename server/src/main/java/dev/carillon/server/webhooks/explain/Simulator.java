package dev.carillon.server.webhooks.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.webhooks.payload.PayloadShaper;
import java.util.List;
import java.util.Optional;

/**
 * Asks what a webhook would want about recorded events, a few at a time: between two parts others
 * get their turn of the processors.
 *
 * @param journal the events
 * @param snapshots reads what was stored with them
 * @param cpu where they are asked about
 * @param templates tries the template of a draft with the payloads that are shown
 */
record Simulator(Journal journal, SnapshotReader snapshots, CpuPool cpu, PayloadShaper templates) {

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
    boolean wanted = request.draft().wants(event);
    boolean wantedNow = request.before().map(now -> now.wants(event)).orElse(false);
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
          .flatMap(event -> payload(event, request))
          .ifPresent(payload -> show(payloads.addObject().put("event", id), payload));
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

  private static void show(ObjectNode json, Payload payload) {
    json.put("payload", new String(payload.bytes(), UTF_8));
    json.put("payloadProblem", payload.problem().isEmpty() ? null : payload.problem());
  }

  /** What would be sent. A template runs elsewhere, so no processor of ours waits for it. */
  private Optional<Payload> payload(Recorded recorded, SimulationRequest request) {
    Event event = cpu.run(() -> Explainer.whole(recorded, snapshots));
    String template = request.template();
    return cpu.run(() -> request.draft().payload(event))
        .map(payload -> template.isEmpty() ? payload : templates.shaped(event, payload, template))
        .map(body -> request.draft().inItsFormat(event, body));
  }
}
