package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;
import dev.carillon.server.webhooks.live.SseStream.Rate;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;

/**
 * {@code GET /api/streams/…}: what happens, while it happens, as server-sent events. A client that
 * comes back with {@code Last-Event-ID} gets what it missed first.
 */
record StreamsApi(
    Journal journal,
    MissedEventPages missed,
    EventTail events,
    FilteredEvents filtered,
    AssetFilterReader filters,
    DeliveryLog log,
    DeliveryTail deliveries,
    StreamPermits permits) {

  private static final String LAST_ID = "Last-Event-ID";
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  void routes(Routes routes) {
    routes
        .group("/api/streams", RouteAccess.SERVER_ADMIN)
        .get("/events", this::events)
        .get("/deliveries", this::deliveries);
  }

  private Response events(Call call) {
    JournalQuery query = JournalQuery.of(call.params(), filters);
    String last = call.header(LAST_ID).orElse("");
    long after = last.isEmpty() ? journal.newest() : EventCursor.parse(LAST_ID, last);
    long purged = journal.purged();
    if (!last.isEmpty() && after < purged) {
      throw EventsApi.expired(purged);
    }
    if (FilteredEvents.needed(query)) {
      Runnable permit = filtered.take();
      if (call.method().equals("HEAD")) {
        permit.run();
      }
      try {
        return live(call, Rate.ALL, stream -> filtered(stream, query, after, permit));
      } catch (Problem refused) {
        permit.run();
        throw refused;
      }
    }
    return live(call, Rate.ALL, stream -> events(stream, query.wanted(), after));
  }

  private void filtered(SseStream stream, JournalQuery query, long after, Runnable permit)
      throws IOException, InterruptedException {
    try {
      filtered.write(stream, query, after);
    } finally {
      permit.run();
    }
  }

  private void events(SseStream stream, Wanted wanted, long after)
      throws IOException, InterruptedException {
    stream.begin(EventCursor.text(after));
    // first without listening: a client that missed much must not be disconnected for being behind
    long place = missed.write(stream, wanted, after, journal.newest());
    if (place < 0) {
      return;
    }
    EventTail.Joined joined = events.join(wanted);
    try {
      place = missed.write(stream, wanted, place, joined.place());
      if (place >= 0) {
        stream.follow(joined.listener(), place);
      }
    } finally {
      events.leave(joined.listener());
    }
  }

  private Response deliveries(Call call) {
    DeliveryFilter filter =
        DeliveryFilterReader.of(call.params(), List.of("state", "webhook", "type"));
    String last = call.header(LAST_ID).orElse("");
    DeliveryCursor after = last.isEmpty() ? deliveries.now() : DeliveryCursor.parse(LAST_ID, last);
    Rate rate = call.params().flag("all", false) ? Rate.ALL : Rate.READABLE;
    return live(call, rate, stream -> deliveries(stream, filter, after));
  }

  private void deliveries(SseStream stream, DeliveryFilter filter, DeliveryCursor after)
      throws IOException, InterruptedException {
    stream.begin(after.text());
    MissedDeliveryPages ended =
        new MissedDeliveryPages(log, deliveries::message, filter, after.earlier());
    ended.write(stream);
    Listener<Entry> listener = deliveries.join(filter);
    try {
      ended.writeRest(stream);
      stream.follow(listener, Long.MIN_VALUE);
    } finally {
      deliveries.leave(listener);
    }
  }

  private Response live(Call call, Rate rate, Writing writing) {
    Runnable permit = permits.take();
    if (call.method().equals("HEAD")) {
      permit.run();
    }
    return new Response.Live(
        out -> {
          try {
            writing.to(new SseStream(call, out, HEARTBEAT, rate));
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
          } finally {
            permit.run();
          }
        });
  }

  /** Writes a stream from its beginning to its end. */
  @FunctionalInterface
  private interface Writing {
    void to(SseStream stream) throws IOException, InterruptedException;
  }
}
