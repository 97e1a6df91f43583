package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MissedDeliveryPagesTest {

  private static final Instant BEGAN = Instant.parse("2026-03-04T05:06:07Z");

  private final Ends log = new Ends();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SseStream stream =
      new SseStream(call(), out, Duration.ofSeconds(15), SseStream.Rate.ALL);
  private final MissedDeliveryPages missed =
      new MissedDeliveryPages(
          log,
          entry -> {
            long sequence = entry.delivery().sequence();
            return new Message(sequence, "<" + sequence + ">");
          },
          DeliveryFilter.ALL,
          new DeliveryCursor(BEGAN, Long.MAX_VALUE));

  @Test
  void whatEndedBeforeAndIsStoredOnlyThenIsWrittenAsWell() throws IOException {
    log.ended(1, 100);
    log.ended(2, 900);
    missed.write(stream);
    log.ended(3, 850);
    missed.writeRest(stream);
    assertThat(written()).isEqualTo("<1><2><3>");
  }

  @Test
  void aStreamThatBeginsNowHasNothingThatEndedBefore() throws IOException {
    log.ended(1, -100);
    missed.write(stream);
    log.ended(2, 100);
    missed.writeRest(stream);
    assertThat(written()).isEqualTo("<2>");
  }

  @Test
  void whatWasWrittenIsNotWrittenAgain() throws IOException {
    for (int i = 1; i <= 1_000; i++) {
      log.ended(i, 100L * i);
    }
    missed.write(stream);
    missed.writeRest(stream);
    assertThat(written().chars().filter(character -> character == '<').count()).isEqualTo(1_000);
  }

  private String written() {
    return out.toString(UTF_8);
  }

  private static Call call() {
    InvocationHandler handler =
        (proxy, method, args) ->
            // a stream asks that each second
            method.getName().equals("stillAllowed")
                ? true
                : InvocationHandler.invokeDefault(proxy, method, args);
    return (Call)
        Proxy.newProxyInstance(Call.class.getClassLoader(), new Class<?>[] {Call.class}, handler);
  }

  /** Deliveries in the order in which they ended. */
  private static final class Ends implements DeliveryLog {

    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Ends::end)
            .thenComparingLong((Entry entry) -> entry.delivery().sequence());

    private final TreeSet<Entry> entries = new TreeSet<>(ORDER);

    private static Instant end(Entry entry) {
      return ((DeliveryState.Delivered) entry.delivery().state()).at();
    }

    void ended(long sequence, long millis) {
      entries.add(entry(sequence, BEGAN.plusMillis(millis)));
    }

    private static Entry entry(long sequence, Instant at) {
      Event.Id event = Event.Id.at(at);
      Delivery delivery =
          new Delivery(
              Delivery.Id.random(),
              sequence,
              Webhook.Id.random(),
              event,
              new EventType("asset_create"),
              "s",
              1,
              new DeliveryState.Delivered(at),
              at,
              Trace.of(event));
      return new Entry(delivery, new Addressee("any", false), at, Last.NONE);
    }

    @Override
    public List<Entry> ended(Instant endedAt, long sequence, int limit) {
      return entries.tailSet(entry(sequence, endedAt), false).stream().limit(limit).toList();
    }

    @Override
    public Page page(DeliveryFilter filter, Cursor after, int limit) {
      throw new UnsupportedOperationException("page");
    }

    @Override
    public Count count(DeliveryFilter filter, int max) {
      throw new UnsupportedOperationException("count");
    }

    @Override
    public Optional<Detail> find(Delivery.Id id) {
      throw new UnsupportedOperationException("find");
    }

    @Override
    public List<Entry> at(Collection<Long> sequences) {
      throw new UnsupportedOperationException("at");
    }

    @Override
    public Map<Webhook.Id, Standing> standings(int max) {
      throw new UnsupportedOperationException("standings");
    }
  }
}
