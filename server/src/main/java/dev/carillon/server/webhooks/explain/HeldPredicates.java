package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.GroupedState;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of an event that a webhook wants, where its {@link Grouping} holds events: until when
 * it is held, with which others it was merged or batched, or that nothing was left of it. This is
 * read from the rows of what is held and what was sent, not from settings; only the end of a wait
 * is that of the settings of now, by which it ends.
 *
 * @param grouping of now; {@link Grouping#NONE} for a removed webhook
 * @param state where the event is; empty where it has a delivery of its own, or none
 * @param own the delivery that it has by itself
 * @param type of the delivery that has it; empty where there is none
 */
record HeldPredicates(
    Grouping grouping,
    Optional<GroupedState> state,
    Optional<Delivery> own,
    Optional<EventType> type) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The predicates {@code debounce} and {@code batch}, as far as they say something. */
  List<Predicate> all() {
    List<Predicate> all = new ArrayList<>();
    debounce().ifPresent(all::add);
    batch().ifPresent(all::add);
    return all;
  }

  private Optional<Predicate> debounce() {
    if (state.isEmpty()) {
      return own.isPresent() && grouping.debounces()
          ? Optional.of(
              debounce(
                  Answer.HOLDS,
                  NODES.objectNode().put("merged", 1),
                  "The event was sent by itself: it was not merged with others."))
          : Optional.empty();
    }
    return switch (state.get()) {
      case GroupedState.Debounced held -> Optional.of(debounced(held));
      case GroupedState.Ready ready ->
          ready
              .mergedInto()
              .map(
                  into ->
                      debounce(
                          Answer.HOLDS,
                          NODES.objectNode().put("mergedInto", into.value()),
                          "It was merged with other events of the asset into the event "
                              + into.value()
                              + ", which stands for all of them."));
      case GroupedState.Sent sent -> merged(sent);
      case GroupedState.Dropped dropped ->
          Optional.of(
              debounce(
                  Answer.FAILS,
                  NODES
                      .objectNode()
                      .put("merged", dropped.merged())
                      .put("delivery", dropped.delivery().value()),
                  count(dropped.merged())
                      + " of the asset came to the end of their quiet time, and nothing was left to"
                      + " send: all changes together are none that the webhook wants, or it may not"
                      + " be shown the asset any more."));
    };
  }

  private Predicate debounced(GroupedState.Debounced held) {
    Instant quiet = held.last().plus(grouping.debounce());
    Instant latest = held.first().plus(grouping.maxWait());
    Instant until = quiet.isBefore(latest) ? quiet : latest;
    return debounce(
        Answer.WAITS,
        NODES
            .objectNode()
            .put("since", TimeText.text(held.since()))
            .put("until", TimeText.text(until))
            .put("latest", TimeText.text(latest))
            .put("events", held.events()),
        count(held.events())
            + " of the asset "
            + (held.events() == 1 ? "is" : "are")
            + " held until "
            + TimeText.text(until)
            + " if no other one comes, and until "
            + TimeText.text(latest)
            + " at the latest.");
  }

  private Optional<Predicate> merged(GroupedState.Sent sent) {
    if (sent.merged() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        debounce(
            Answer.HOLDS,
            NODES
                .objectNode()
                .put("merged", sent.merged())
                .put("delivery", sent.delivery().value()),
            count(sent.merged())
                + " of the asset were merged and sent as one, with the delivery "
                + sent.delivery().value()
                + "."));
  }

  private Predicate debounce(Answer answer, ObjectNode value, String says) {
    ObjectNode wanted = NODES.objectNode();
    wanted.put("debounceSeconds", grouping.debounceSeconds());
    wanted.put("maxWaitSeconds", grouping.maxWait().toSeconds());
    return new Predicate(
        "debounce", answer, value, grouping.debounces() ? wanted : NODES.nullNode(), says);
  }

  private Optional<Predicate> batch() {
    if (state.isEmpty()) {
      return Optional.empty();
    }
    return switch (state.get()) {
      case GroupedState.Debounced _ ->
          grouping.batches()
              ? Optional.of(
                  batch(
                      Answer.WAITS,
                      NODES.objectNode(),
                      "What debouncing leaves of it is put into a batch then."))
              : Optional.empty();
      case GroupedState.Ready ready -> Optional.of(ready(ready));
      case GroupedState.Sent sent when type.filter(EventType.BATCH::equals).isPresent() ->
          Optional.of(batched(sent));
      case GroupedState.Sent _, GroupedState.Dropped _ -> Optional.empty();
    };
  }

  private Predicate ready(GroupedState.Ready ready) {
    Instant until = ready.first().plus(grouping.batchWait());
    return batch(
        Answer.WAITS,
        NODES
            .objectNode()
            .put("since", TimeText.text(ready.since()))
            .put("until", TimeText.text(until))
            .put("events", ready.events()),
        grouping.batches()
            ? count(ready.events())
                + (ready.events() == 1 ? " waits" : " wait")
                + " for a batch, which is sent with "
                + grouping.batchMaxEvents()
                + " events, and at the latest at "
                + TimeText.text(until)
                + "; if the webhook keeps an order, once the batch before has ended."
            : "The webhook has no batches any more: the event is sent by itself next.");
  }

  private Predicate batched(GroupedState.Sent sent) {
    ObjectNode value = NODES.objectNode();
    value.put("delivery", sent.delivery().value()).put("place", sent.place());
    value.put("splitOf", sent.splitOf().map(Delivery.Id::value).orElse(null));
    return batch(
        Answer.HOLDS,
        value,
        "It is element "
            + sent.place()
            + " (from 0) of the batch that is the delivery "
            + sent.delivery().value()
            + sent.splitOf()
                .map(whole -> ", a half of " + whole.value() + ", which was too large")
                .orElse("")
            + ".");
  }

  private Predicate batch(Answer answer, ObjectNode value, String says) {
    JsonNode wanted =
        grouping.batches()
            ? NODES
                .objectNode()
                .put("maxEvents", grouping.batchMaxEvents())
                .put("maxSeconds", grouping.batchMaxSeconds())
            : NODES.nullNode();
    return new Predicate("batch", answer, value, wanted, says);
  }

  private static String count(int events) {
    return events == 1
        ? "One event"
        : (events >= GroupedState.COUNTED_MAX ? events + " or more" : String.valueOf(events))
            + " events";
  }
}
