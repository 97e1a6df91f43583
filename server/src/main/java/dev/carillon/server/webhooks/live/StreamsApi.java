package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;
import dev.carillon.server.webhooks.live.StreamListeners.Listener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /api/streams/…}: what happens, while it happens, as server-sent events. Who comes back
 * with {@code Last-Event-ID} hears what it missed first.
 */
final class StreamsApi {

  private static final String PATH = "/api/streams/";
  private static final String LAST_ID = "Last-Event-ID";
  private static final int PAGE = 200;

  private final Journal journal;
  private final MissedEventPages missed;
  private final DeliveryLog log;
  private final LiveTails tails;
  private final StreamPermits places;
  private final Duration heartbeat;

  StreamsApi(
      Journal journal, DeliveryLog log, LiveTails tails, StreamPermits places, Duration heartbeat) {
    this.journal = journal;
    this.missed = new MissedEventPages(journal, tails.eventWords());
    this.log = log;
    this.tails = tails;
    this.places = places;
    this.heartbeat = heartbeat;
  }

  void routes(Routes routes) {
    Set<String> get = Set.of("GET");
    routes.on(get, PATH + "events", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::events);
    routes.on(get, PATH + "deliveries", Effect.READS, RouteAccess.WEBHOOK_ADMIN, this::deliveries);
  }

  private Response events(Call call) {
    Wanted wanted = EventParams.wanted(call.params());
    String last = call.header(LAST_ID).orElse("");
    long after = last.isEmpty() ? journal.newest() : EventCursor.parse(LAST_ID, last);
    long swept = journal.swept();
    if (!last.isEmpty() && after < swept) {
      throw EventsApi.expired(swept);
    }
    return live(call, StreamRate.ALL, stream -> events(stream, wanted, after));
  }

  private void events(SseStream stream, Wanted wanted, long after)
      throws IOException, InterruptedException {
    stream.begin(EventCursor.text(after));
    // first without listening: who has missed much must not be let go for being behind
    long place = missed.write(stream, wanted, after, journal.newest());
    if (place < 0) {
      return;
    }
    EventTail.Joined joined = tails.events().join(wanted);
    try {
      place = missed.write(stream, wanted, place, joined.place());
      if (place >= 0) {
        stream.follow(joined.listener(), place);
      }
    } finally {
      tails.events().leave(joined.listener());
    }
  }

  private Response deliveries(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params(), List.of("state", "webhook", "type"));
    String last = call.header(LAST_ID).orElse("");
    DeliveryPlace after =
        last.isEmpty() ? DeliveryPlace.now(tails.clock()) : DeliveryPlace.parse(LAST_ID, last);
    return live(call, StreamRate.READABLE, stream -> deliveries(stream, filter, after));
  }

  private void deliveries(SseStream stream, DeliveryFilter filter, DeliveryPlace after)
      throws IOException, InterruptedException {
    stream.begin(after.text());
    DeliveryPlace place = missed(stream, filter, after.earlier());
    Listener<Entry> listener = tails.deliveries().join(filter);
    try {
      missed(stream, filter, place);
      stream.follow(listener, Long.MIN_VALUE);
    } finally {
      tails.deliveries().leave(listener);
    }
  }

  private DeliveryPlace missed(SseStream stream, DeliveryFilter filter, DeliveryPlace after)
      throws IOException {
    DeliveryPlace place = after;
    while (stream.allowed()) {
      List<Entry> ended = log.ended(place.endedAt(), place.sequence(), PAGE);
      stream.write(ended.stream().filter(filter::matches).map(tails.deliveryWords()).toList());
      if (ended.isEmpty()) {
        return place;
      }
      place = DeliveryPlace.of(ended.getLast(), place.endedAt());
    }
    return place;
  }

  private Response live(Call call, StreamRate pace, Writing writing) {
    Runnable place = places.take();
    if (call.method().equals("HEAD")) {
      place.run();
    }
    return new Response.Live(
        out -> {
          try {
            writing.to(new SseStream(call, out, heartbeat, pace));
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
          } finally {
            place.run();
          }
        });
  }

  /** Writes a stream from its beginning to its end. */
  @FunctionalInterface
  private interface Writing {
    void to(SseStream stream) throws IOException, InterruptedException;
  }
}
