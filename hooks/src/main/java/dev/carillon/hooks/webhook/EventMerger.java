package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Payload;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one event of several that a webhook with a quiet time is to get of one subject ({@link
 * Grouping#debounceSeconds}).
 */
@FunctionalInterface
public interface EventMerger {

  /** The last event is sent as it is. */
  EventMerger LAST = (events, subscription) -> Optional.of(new Merged(events.size() - 1, null));

  /**
   * Merges events.
   *
   * @param events two or more of one subject, in the order in which they were recorded; one, where
   *     this {@linkplain #asksOfOne asks} of single events too
   * @param subscription how the webhook wants to see them
   * @return empty where nothing is to be sent, since the subject is as it was before, or must not
   *     be shown any more
   */
  Optional<Merged> merge(List<Journal.Recorded> events, Webhook.Subscription subscription);

  /**
   * Whether an event that stayed the only one of its subject is given to {@link #merge} too, since
   * it may be shown no more by then. Otherwise it is sent as it was recorded, without being read.
   */
  default boolean asksOfOne(Webhook.Subscription subscription) {
    return false;
  }

  /**
   * What is sent for some events.
   *
   * @param carrier which of them says what is sent: its type is that of the request
   * @param payload what is sent; null = the payload that this event has alone
   */
  @SuppressWarnings("exports") // programs compile without the annotation
  record Merged(int carrier, @Nullable Payload payload) {}
}
