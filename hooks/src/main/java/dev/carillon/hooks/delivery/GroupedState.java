package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an event is that a webhook does not get by itself at once, because the webhook has a {@link
 * dev.carillon.hooks.webhook.Grouping}. Times are those of the engine's clock.
 */
public sealed interface GroupedState {

  /**
   * It is held until no event of its subject comes for a while.
   *
   * @param since when it was recorded
   * @param events how many of the subject are held so, counted up to {@link #COUNTED_MAX}
   * @param first when the first of them was recorded
   * @param last when the last of them was recorded
   */
  record Debounced(Instant since, int events, Instant first, Instant last)
      implements GroupedState {}

  /**
   * It waits for more events of a batch, or to be sent.
   *
   * @param since when it was recorded
   * @param mergedInto the event that is sent for it; empty = it is sent itself
   * @param events how many wait for the same batch, counted up to {@link #COUNTED_MAX}
   * @param first since when the first of them waits
   */
  record Ready(Instant since, Optional<Event.Id> mergedInto, int events, Instant first)
      implements GroupedState {}

  /**
   * It was sent together with others.
   *
   * @param delivery the latest delivery that has it
   * @param carrier the event of that delivery: the one that stands for all, or the batch
   * @param place the element of the batch's array, from 0; events that were merged share one
   * @param merged how many events stand behind this element, or behind the carrier where it is no
   *     batch, counted up to {@link #COUNTED_MAX}
   * @param splitOf the batch that its receiver found too large, of which this one is a half
   */
  record Sent(
      Delivery.Id delivery, Event.Id carrier, int place, int merged, Optional<Delivery.Id> splitOf)
      implements GroupedState {}

  /**
   * Nothing was sent: what several events changed was undone, or the subject may not be shown any
   * more.
   *
   * @param delivery a cancelled one that leads to all of them
   * @param merged how many events there were, counted up to {@link #COUNTED_MAX}
   */
  record Dropped(Delivery.Id delivery, int merged) implements GroupedState {}

  /** So far events are counted. */
  int COUNTED_MAX = 1_000;
}
