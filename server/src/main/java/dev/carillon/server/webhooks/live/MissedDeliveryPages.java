package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** The deliveries whose end a stream's client has missed, page by page, before it gets new ones. */
record MissedDeliveryPages(DeliveryLog log, Function<Entry, Message> writer) {

  private static final int PAGE = 200;

  /**
   * Writes them.
   *
   * @param after the place that the client has come to
   * @return the place it came to
   */
  DeliveryCursor write(SseStream stream, DeliveryFilter filter, DeliveryCursor after)
      throws IOException {
    DeliveryCursor place = after;
    while (stream.allowed()) {
      List<Entry> ended = log.ended(place.endedAt(), place.sequence(), PAGE);
      stream.write(ended.stream().filter(filter::matches).map(writer).toList());
      if (ended.isEmpty()) {
        return place;
      }
      place = DeliveryCursor.of(ended.getLast(), place.endedAt());
    }
    return place;
  }

  /**
   * Writes what has ended since {@link #write} began at one place and came to another. What ended
   * before that one may have been stored after it was read, so a little comes again.
   */
  void writeRest(
      SseStream stream, DeliveryFilter filter, DeliveryCursor began, DeliveryCursor place)
      throws IOException {
    DeliveryCursor earlier = place.earlier();
    write(stream, filter, earlier.endedAt().isBefore(began.endedAt()) ? began : earlier);
  }
}
