package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The deliveries whose end a stream's client has missed, page by page, before it gets new ones. */
final class MissedDeliveryPages {

  private static final int PAGE = 200;

  private final DeliveryLog log;
  private final Function<Entry, Message> writer;
  private final DeliveryFilter filter;
  private final DeliveryCursor began;

  /** Those of the last two seconds up to the place, which are looked at once more. */
  private final Set<DeliveryCursor> recent = new HashSet<>();

  private DeliveryCursor place;

  /** For one stream, whose client has come to the place {@code began}. */
  MissedDeliveryPages(
      DeliveryLog log,
      Function<Entry, Message> writer,
      DeliveryFilter filter,
      DeliveryCursor began) {
    this.log = log;
    this.writer = writer;
    this.filter = filter;
    this.began = began;
    this.place = began;
  }

  /** Writes them. */
  void write(SseStream stream) throws IOException {
    while (stream.allowed()) {
      List<Entry> ended = log.ended(place.endedAt(), place.sequence(), PAGE);
      if (ended.isEmpty()) {
        return;
      }
      List<Message> messages = new ArrayList<>();
      for (Entry entry : ended) {
        place = DeliveryCursor.of(entry, place.endedAt());
        if (recent.add(place) && filter.matches(entry)) {
          messages.add(writer.apply(entry));
        }
      }
      stream.write(messages);
      DeliveryCursor earlier = place.earlier();
      recent.removeIf(one -> one.endedAt().isBefore(earlier.endedAt()));
    }
  }

  /**
   * Writes what has ended since {@link #write} came to its end, and what ended a little before and
   * was stored only after it was read.
   */
  void writeRest(SseStream stream) throws IOException {
    DeliveryCursor earlier = place.earlier();
    place = earlier.endedAt().isBefore(began.endedAt()) ? began : earlier;
    write(stream);
  }
}
