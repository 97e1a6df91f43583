package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.PastWebhook.Then;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.search.index.QueryVerdict;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.RecoveryState;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import dev.carillon.server.webhooks.explain.Explanation.Verdict;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Explains from what is stored: the event, and the settings of the webhook that were in force when
 * it was recorded.
 *
 * @param log what became of the event
 * @param snapshots reads what was stored with events
 * @param webhooks as they are now: by these settings what is held is sent
 * @param waits why deliveries wait
 * @param recoveries how far the automatic recovery of a webhook is
 */
record Explainer(
    DeliveryLog log,
    SnapshotReader snapshots,
    Webhooks webhooks,
    WaitReasons waits,
    Function<Webhook, Optional<RecoveryState>> recoveries) {

  private static final JsonNode NOTHING = JsonNodeFactory.instance.nullNode();

  /** What the store has of this event for this webhook. */
  EventOutcome happened(Recorded event, Webhook.Id webhook) {
    return EventOutcome.of(log, event.id(), webhook);
  }

  /** The delivery of the batch that has this id in the place of an event's. */
  Optional<Delivery> batch(String id) {
    if (!Ids.valid(id)) {
      return Optional.empty();
    }
    DeliveryFilter wanted =
        new DeliveryFilter(
            Set.of(), Set.of(), new About(List.of(), "", id), Ending.ANY, Span.ALWAYS, "");
    return log.page(wanted, DeliveryLog.Cursor.OLDEST, 1).entries().stream()
        .map(DeliveryLog.Entry::delivery)
        .filter(delivery -> delivery.type().equals(EventType.BATCH))
        .filter(delivery -> delivery.event().value().equals(id))
        .findFirst();
  }

  /**
   * Why a webhook got an event or did not.
   *
   * @param webhook as it was at the revision that the event names
   * @param happened what the store has
   * @throws IllegalArgumentException if what is stored of the event cannot be read
   */
  Explanation explained(Recorded recorded, PastWebhook webhook, EventOutcome happened) {
    Event event = whole(recorded, snapshots);
    return switch (webhook.then()) {
      case Then.Present(Webhook then, Instant since) ->
          present(event, webhook, then, since, happened);
      case Then.NotYet() ->
          absent(
              event,
              webhook,
              Verdict.DOES_NOT_GET,
              Answer.FAILS,
              "The webhook was registered at "
                  + TimeText.text(webhook.registeredAt())
                  + ", after the event was recorded.",
              happened);
      case Then.Removed(Instant at) ->
          absent(
              event,
              webhook,
              Verdict.DOES_NOT_GET,
              Answer.FAILS,
              "The webhook had been removed at " + TimeText.text(at) + ".",
              happened);
      case Then.Unknown() ->
          absent(
              event,
              webhook,
              Verdict.UNKNOWN,
              Answer.UNKNOWN,
              "The settings that the webhook had then are not kept any more: it was changed too"
                  + " often since.",
              happened);
    };
  }

  /** A recorded event with all that it was decided by. */
  static Event whole(Recorded recorded, SnapshotReader snapshots) {
    return new Event(
            recorded.id(),
            recorded.type(),
            recorded.subject(),
            recorded.time(),
            snapshots.read(recorded.type(), recorded.snapshot()))
        .ownedBy(recorded.owner())
        .tagged(recorded.tags());
  }

  /** What the engine decides. */
  static Verdict verdict(Event event, Webhook webhook) {
    WebhookSet alone = WebhookSet.of(0, List.of(WantedEvents.plain(webhook)));
    List<FanOut.Match> matches = FanOut.of(event, alone).matches();
    if (matches.isEmpty()) {
      return Verdict.DOES_NOT_GET;
    }
    return matches.getFirst().missed() ? Verdict.MISSED : Verdict.GETS;
  }

  private static Explanation absent(
      Event event,
      PastWebhook webhook,
      Verdict verdict,
      Answer answer,
      String says,
      EventOutcome happened) {
    Predicate existed = new Predicate("existed", answer, NOTHING, NOTHING, says);
    return new Explanation(
        event,
        webhook,
        Optional.empty(),
        verdict,
        happened,
        List.of(existed),
        notes(verdict, happened, List.of(), false, false));
  }

  private Explanation present(
      Event event, PastWebhook webhook, Webhook then, Instant since, EventOutcome happened) {
    List<Predicate> predicates = new ArrayList<>();
    predicates.add(
        new Predicate(
            "existed",
            Answer.HOLDS,
            JsonNodeFactory.instance.textNode(TimeText.text(webhook.registeredAt())),
            NOTHING,
            "The webhook was registered before the event was recorded."));
    Optional<RecoveryState> recovery = recovery(then);
    for (Predicate each : Predicates.of(then, event)) {
      predicates.add(
          each.name().equals(Predicates.ENABLED) ? RecoveryWords.added(each, recovery) : each);
    }
    Verdict recorded = verdict(event, then);
    boolean noneFails = noneFails(recorded, predicates);
    Verdict verdict = recorded == Verdict.GETS ? happened.ended() : recorded;
    TemplatePredicate.of(log, then, happened).ifPresent(predicates::add);
    predicates.addAll(later(then.id(), happened));
    return new Explanation(
        event,
        webhook,
        Optional.of(since),
        verdict,
        happened,
        predicates,
        notes(verdict, happened, predicates, noneFails, recorded != verdict));
  }

  /** What holds the event, or held it, and why its delivery waits. */
  private List<Predicate> later(Webhook.Id webhook, EventOutcome happened) {
    Optional<Webhook> now = webhooks.current().find(webhook);
    List<Predicate> later =
        new ArrayList<>(
            new HeldPredicates(
                    now.map(Webhook::grouping).orElse(Grouping.NONE),
                    happened.grouped(),
                    happened.alone(),
                    happened.delivery().map(Delivery::type))
                .all());
    Optional<RecoveryState> recovery = now.flatMap(recoveries);
    happened
        .entry()
        .flatMap(entry -> SendingPredicate.of(entry, waits, now))
        .map(waiting -> RecoveryWords.added(waiting, recovery))
        .ifPresent(later::add);
    return later;
  }

  /** Of the very disabling because of which the event was missed; empty if that is over. */
  private Optional<RecoveryState> recovery(Webhook then) {
    return webhooks
        .current()
        .find(then.id())
        .filter(now -> then.state() instanceof WebhookState.Disabled)
        .filter(now -> now.state().equals(then.state()))
        .flatMap(recoveries);
  }

  private static boolean noneFails(Verdict verdict, List<Predicate> predicates) {
    return verdict == Verdict.DOES_NOT_GET
        && predicates.stream().noneMatch(predicate -> predicate.answer() == Answer.FAILS);
  }

  private static List<String> notes(
      Verdict verdict,
      EventOutcome happened,
      List<Predicate> predicates,
      boolean noneFails,
      boolean changedLater) {
    List<String> notes = new ArrayList<>();
    if (changedLater && verdict == Verdict.MISSED) {
      notes.add(
          "The event was held because of debounceSeconds or batch, and the webhook was disabled"
              + " before it was sent.");
    }
    if (noneFails) {
      notes.add(
          "Each condition is met by itself, but not all of them by what may be seen of the asset"
              + " on whose behalf the webhook gets events.");
    }
    if (predicates.stream()
        .flatMap(predicate -> predicate.query().stream())
        .anyMatch(QueryVerdict::ofText)) {
      notes.add(
          "The query may ask for words in the file. They are not stored with the event: the"
              + " file's words of now were read, or none if that file is gone.");
    }
    boolean there = happened.entry().isPresent() || happened.held();
    if (there && verdict == Verdict.DOES_NOT_GET) {
      notes.add(
          "All the same there is a delivery: it was made later, by a recovery or by resending the"
              + " event, or "
              + changedSince(predicates));
    }
    if (!there && (verdict == Verdict.GETS || verdict == Verdict.MISSED)) {
      notes.add(
          "All the same there is no delivery: its retention has ended, or "
              + changedSince(predicates));
    }
    return notes;
  }

  /** What is read as it is now, and so may differ from what the engine decided by. */
  private static String changedSince(List<Predicate> predicates) {
    return "a field's type, the time zone or the file was changed since"
        + (predicates.stream().anyMatch(one -> one.name().equals(ScopePredicates.ON_BEHALF_OF))
            ? ", or the permissions of the user or group on whose behalf the webhook gets events."
            : ".");
  }
}
