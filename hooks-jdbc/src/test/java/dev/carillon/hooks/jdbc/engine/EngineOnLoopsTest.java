package dev.carillon.hooks.jdbc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteFixture;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dispatchers on the loops of a sender, two of them, with real threads, sockets and rows. */
@Timeout(120)
class EngineOnLoopsTest {

  private static final EventType TYPE = new EventType("note_written");
  private static final AddressGuard LOOPBACK = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
  private static final int WEBHOOKS = 5;
  private static final int EVENTS = 120;
  private static final int WRITERS = 4;

  @TempDir Path folder;
  private final EngineClock clock = EngineClock.startingAt(Instant.now());
  private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();
  private Database database;
  private Store store;

  @BeforeEach
  void open() {
    database = SqliteFixture.database(folder.resolve("engine.db"));
    store = SqliteStore.open(database, new TestCipher(), EventFilterReader.TYPES_ONLY, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void everyWebhookGetsEverythingOnce() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.start(counting(Script.status(200)));
        HttpSender sender = sender()) {
      List<Webhook> webhooks = new ArrayList<>();
      for (int i = 0; i < WEBHOOKS; i++) {
        webhooks.add(add(receiver.url(), i % 2 == 0 ? Ordering.NONE : Ordering.SUBJECT));
      }
      try (HooksEngine hooks = start(sender)) {
        publishByMany(hooks);
        for (Webhook webhook : webhooks) {
          EngineFixture.until(() -> delivered(webhook) == EVENTS);
        }
        EngineFixture.until(() -> hooks.inFlight() == 0);
      }
      assertThat(received).hasSize(WEBHOOKS * EVENTS);
      assertThat(received.values()).allMatch(times -> times.get() == 1);
    }
  }

  @Test
  void whatIsOnTheWireEndsAndIsStoredWhenTheEngineStops() throws Exception {
    Script slow =
        (request, out, socket) -> {
          Thread.sleep(300);
          return Script.status(200).answer(request, out, socket);
        };
    try (ScriptedReceiver receiver = ScriptedReceiver.start(counting(slow));
        HttpSender sender = sender()) {
      Webhook one = add(receiver.url(), Ordering.NONE);
      Webhook other = add(receiver.url(), Ordering.NONE);
      try (HooksEngine hooks = start(sender)) {
        publish(hooks);
        EngineFixture.until(() -> received.size() == 2);
      }
      assertThat(delivered(one) + delivered(other)).isEqualTo(2);
    }
  }

  private static HttpSender sender() {
    return new HttpSender(
        (host, deadline) -> List.of(InetAddress.getLoopbackAddress()),
        () -> LOOPBACK,
        HttpSettings.standard().onLoops(2));
  }

  private Script counting(Script script) {
    return (request, out, socket) -> {
      received
          .computeIfAbsent(request.header("webhook-id").orElseThrow(), id -> new AtomicInteger())
          .incrementAndGet();
      return script.answer(request, out, socket);
    };
  }

  private Webhook add(String url, Ordering ordering) {
    Webhook webhook =
        Webhook.of("any", url, Webhook.Subscription.to(TYPE), clock.instant()).toBuilder()
            .limits(new WebhookLimits(0, 0, 0, ordering))
            .build();
    store.webhooks().add(webhook);
    return webhook;
  }

  private HooksEngine start(HttpSender sender) {
    HooksStore ports =
        new HooksStore(
            store.webhooks(), store.due(), store.settlements(), store.retention(), new TestLease());
    return HooksEngine.start(HooksConfig.of(ports, sender, clock).with(HooksListener.logging()));
  }

  private void publishByMany(HooksEngine hooks) throws InterruptedException {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < EVENTS / WRITERS; n++) {
                      publish(hooks);
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private void publish(HooksEngine hooks) {
    Event event = Event.of(TYPE, "note", clock.instant(), new TextSnapshot("note"));
    Receipt receipt = database.write(connection -> store.outbox().append(connection, event));
    hooks.committed(receipt);
  }

  private long delivered(Webhook webhook) {
    return new WebhookDeliveries(store.log(), webhook.id()).counts().getOrDefault("delivered", 0L);
  }
}
