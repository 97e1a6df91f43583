package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the parts of a {@link MemoryStore} share. Whoever touches it holds its monitor. */
final class MemoryTables {

  private static final Payload NOTHING = Payload.of("");

  final Map<Webhook.Id, Webhook> webhooks = new LinkedHashMap<>();
  final Set<Webhook.Id> removed = new HashSet<>();
  final Map<Webhook.Id, Health> healths = new HashMap<>();
  final Map<Webhook.Id, Instant> holds = new HashMap<>();

  /** Those of which was told last that they are failing. */
  final Set<Webhook.Id> failing = new HashSet<>();

  final TreeMap<Long, Row> rows = new TreeMap<>();
  final TreeMap<Long, Event> events = new TreeMap<>();
  final Map<Webhook.Id, String> names = new HashMap<>();
  final Map<Webhook.Id, String> urls = new HashMap<>();
  final Map<Webhook.Id, Instant> secrets = new HashMap<>();
  private final Map<Webhook.Id, List<Revision>> revisions = new HashMap<>();
  long swept;

  /** Deliveries that are to be sent once more, by sequence; false = called off. */
  final Map<Long, Boolean> resends = new LinkedHashMap<>();

  WebhookSet set = WebhookSet.of(0, List.of());
  private final OperationalEventSource announcer;
  private final InstantSource clock;
  private long used;

  MemoryTables(OperationalEventSource announcer, InstantSource clock) {
    this.announcer = announcer;
    this.clock = clock;
  }

  OperationalEventSource announcer() {
    return announcer;
  }

  long nextSequence() {
    used++;
    return used;
  }

  void webhooksChanged() {
    webhooks.values().forEach(webhook -> names.put(webhook.id(), webhook.name()));
    webhooks.values().forEach(webhook -> urls.put(webhook.id(), webhook.url()));
    set = WebhookSet.of(set.revision() + 1, List.copyOf(webhooks.values()));
  }

  List<Revision> revisions(Webhook.Id id) {
    return revisions.computeIfAbsent(id, any -> new ArrayList<>());
  }

  /** Begins the webhook's present revision, and ends the one before. */
  void begin(Webhook webhook) {
    end(webhook.id());
    WebhookRevision made = WebhookRevision.of(webhook, clock.instant());
    revisions(webhook.id()).add(new Revision(made, Instant.MAX));
  }

  /** Nothing is sent by the present revision from now on. */
  void end(Webhook.Id id) {
    Instant now = clock.instant();
    revisions(id).replaceAll(r -> r.replacedAt().equals(Instant.MAX) ? r.replacedAt(now) : r);
  }

  /** Removes revisions that ended so long before all of their webhook's deliveries. */
  void sweepRevisions(Duration inUseMax) {
    revisions.forEach(
        (id, all) -> {
          Instant oldest =
              rows.values().stream()
                  .filter(row -> row.of(id))
                  .map(row -> row.delivery.createdAt())
                  .reduce(clock.instant(), (a, b) -> a.isBefore(b) ? a : b);
          all.removeIf(revision -> revision.replacedAt().isBefore(oldest.minus(inUseMax)));
        });
  }

  boolean release(Webhook.Id id, Instant now) {
    Instant until = holds.remove(id);
    boolean held = webhooks.containsKey(id) && until != null && until.isAfter(now);
    if (held) {
      webhooksChanged();
    }
    return held;
  }

  /** Records an event and its deliveries. */
  Receipt record(FanOut fanOut) {
    Instant now = clock.instant();
    events.put(nextSequence(), fanOut.event());
    List<Due> due = new ArrayList<>();
    for (FanOut.Match match : fanOut.matches()) {
      Row row = row(fanOut, match, now);
      rows.put(row.delivery.sequence(), row);
      if (row.pending()) {
        due.add(row.due());
      }
    }
    return new Receipt(fanOut.event().id(), due, fanOut.matches().size() - due.size(), true);
  }

  /** Records what there is to tell. */
  void tell(List<OperationalEvent> notices) {
    for (OperationalEvent notice : notices) {
      announcer.event(notice).ifPresent(event -> record(FanOut.of(event, set)));
    }
    notices.forEach(announcer::committed);
  }

  private Row row(FanOut fanOut, FanOut.Match match, Instant now) {
    Event event = fanOut.event();
    DeliveryState state =
        match.missed() ? new DeliveryState.Missed(now) : new DeliveryState.Pending(now);
    return new Row(
        event,
        new Delivery(
            Delivery.Id.random(),
            nextSequence(),
            match.webhook(),
            event.id(),
            event.type(),
            event.subject(),
            0,
            state,
            now,
            event.trace()),
        match.missed() ? NOTHING : fanOut.payloads().get(match.payload()));
  }

  Stream<Row> pendingOf(Webhook.Id webhook) {
    return rows.values().stream().filter(row -> row.of(webhook) && row.pending());
  }

  long cancelPending(Webhook.Id webhook, Instant now) {
    List<Row> pending = pendingOf(webhook).toList();
    pending.forEach(row -> row.become(new DeliveryState.Cancelled(now)));
    resends.replaceAll((sequence, wanted) -> wanted && !row(sequence).of(webhook));
    return pending.size();
  }

  Row row(long sequence) {
    return Objects.requireNonNull(rows.get(sequence));
  }

  /** Deliveries that are to be sent once more. */
  Stream<Row> resent() {
    return resends.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(resend -> row(resend.getKey()));
  }

  /** What requests were made of, until then. */
  record Revision(WebhookRevision made, Instant replacedAt) {

    Revision replacedAt(Instant now) {
      return new Revision(made, now);
    }
  }

  /** One delivery with its log. */
  static final class Row {
    final List<Attempt> attempts = new ArrayList<>();
    final Event event;
    Payload payload;
    Delivery delivery;

    Row(Event event, Delivery delivery, Payload payload) {
      this.event = event;
      this.delivery = delivery;
      this.payload = payload;
    }

    boolean of(Webhook.Id webhook) {
      return delivery.webhook().equals(webhook);
    }

    boolean pending() {
      return delivery.state() instanceof DeliveryState.Pending;
    }

    Due due() {
      return new Due(delivery, payload);
    }

    void become(DeliveryState state) {
      Delivery d = delivery;
      delivery =
          new Delivery(
              d.id(),
              d.sequence(),
              d.webhook(),
              d.event(),
              d.type(),
              d.subject(),
              d.attempts(),
              state,
              d.createdAt(),
              d.trace());
    }
  }
}
