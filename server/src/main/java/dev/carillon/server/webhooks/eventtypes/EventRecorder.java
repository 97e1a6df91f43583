package dev.carillon.server.webhooks.eventtypes;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.http.BoundedMap;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.json.ScriptJson;
import dev.carillon.server.webhooks.eventtypes.LimitedPattern.Budget;
import dev.carillon.server.webhooks.payload.CustomEventSnapshot;
import dev.carillon.server.webhooks.payload.EventSubject;
import dev.carillon.server.webhooks.payload.NewProperties;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Records events of custom types, together with their deliveries: those of one request in one
 * transaction, all or none.
 */
final class EventRecorder {

  /** So many compiled schemas are kept: those that were used last. */
  private static final int COMPILED_MAX = 100;

  private final CustomEventTypes types;
  private final Changes changes;
  private final EventSubjects subjects;
  private final PayloadRenderer rendering;
  private final InstantSource clock;
  private final Map<VersionKey, CompletableFuture<Compiled>> compiled =
      new BoundedMap<>(COMPILED_MAX);

  /**
   * A recorder.
   *
   * @param rendering of payloads
   * @param clock the time of day
   */
  EventRecorder(
      CustomEventTypes types,
      Changes changes,
      EventSubjects subjects,
      PayloadRenderer rendering,
      InstantSource clock) {
    this.types = types;
    this.changes = changes;
    this.subjects = subjects;
    this.rendering = rendering;
    this.clock = clock;
  }

  /**
   * Records events and returns once they and their deliveries are durable.
   *
   * @return what became of each, in the same order
   * @throws Problem 400 where one does not fit its type, 404 where its subject is not there
   */
  List<Receipt> record(List<NewEvent> events, Call call) {
    Map<String, CustomEventType> known = new HashMap<>();
    List<Checked> checked = new ArrayList<>();
    Budget budget = new Budget();
    for (NewEvent event : events) {
      CustomEventType type = known.computeIfAbsent(event.type(), name -> found(event));
      checked.add(checked(event, type, budget, events.size() == 1));
    }
    return changes.commitEvents(
        reads ->
            new PlannedChange<>(
                checked.stream().map(each -> event(each, reads, call)).toList(),
                connection -> checked.size()));
  }

  private CustomEventType found(NewEvent event) {
    return types
        .find(event.type())
        .orElseThrow(
            () -> {
              List<String> names = types.names();
              String nearest =
                  names.isEmpty()
                      ? ""
                      : "; the nearest is '" + NameSuggestion.to(event.type(), names) + "'";
              return Problem.badField(
                  event.place() + "type",
                  event.type(),
                  "a type that was registered with POST /api/event-types" + nearest);
            });
  }

  private Checked checked(NewEvent event, CustomEventType type, Budget budget, boolean alone) {
    int version = event.version() == 0 ? type.newest().number() : event.version();
    if (!type.has(version)) {
      throw Problem.badField(
          event.place() + "version",
          String.valueOf(version),
          "a version of " + type.name() + ", from 1 to " + type.newest().number());
    }
    Compiled known = compiled(type, version);
    String data = ScriptJson.text(event.data());
    Supplier<NewProperties> check =
        () -> {
          known.schema().check(event.place() + "data", event.data(), budget);
          return known.since().of(event.data());
        };
    NewProperties since =
        alone && known.schema().cheap(data.length()) ? check.get() : CurrentCall.compute(check);
    return new Checked(event, version, data, since);
  }

  /** Requests that need the same schema wait for one of them to compile it. */
  private Compiled compiled(CustomEventType type, int version) {
    VersionKey key = new VersionKey(type.name(), version, type.createdAt());
    CompletableFuture<Compiled> own = new CompletableFuture<>();
    CompletableFuture<Compiled> known;
    synchronized (compiled) {
      known = compiled.putIfAbsent(key, own);
    }
    if (known != null) {
      return result(known);
    }
    try {
      own.complete(
          CurrentCall.compute(
              () ->
                  new Compiled(
                      DataSchema.of(type.version(version).schema()),
                      KnownProperties.of(type, version))));
    } catch (RuntimeException | Error failed) {
      synchronized (compiled) {
        compiled.remove(key, own);
      }
      own.completeExceptionally(failed);
    }
    return result(own);
  }

  private static Compiled result(CompletableFuture<Compiled> compiling) {
    try {
      return compiling.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw failed;
    }
  }

  private Event event(Checked checked, CommittedReads reads, Call call) {
    NewEvent event = checked.event();
    EventSubject subject =
        switch (event.subjectKind()) {
          case "asset" -> subjects.asset(reads, call, event.subjectId());
          case "folder" -> subjects.folder(reads, call, event.subjectId());
          default -> new EventSubject.OfOther(event.subjectId());
        };
    Instant now = clock.instant();
    Instant occurredAt = event.occurredAt();
    return Event.of(
        new EventType(event.type()),
        subject.id(),
        now,
        new CustomEventSnapshot(
            subject,
            checked.version(),
            checked.data(),
            checked.since(),
            (occurredAt == null ? now : occurredAt).toEpochMilli(),
            call.caller().username(),
            rendering));
  }

  /** An event that fits its type. */
  private record Checked(NewEvent event, int version, String data, NewProperties since) {}

  /** A version's schema, and what it knows that older ones do not. */
  private record Compiled(DataSchema schema, NewProperties since) {}

  /** A version's schema never changes, unless the type is removed and registered again. */
  private record VersionKey(String type, int version, Instant registered) {}
}
