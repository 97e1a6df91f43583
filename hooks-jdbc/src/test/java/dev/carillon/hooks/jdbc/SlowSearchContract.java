package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A search for a text in a log whose rows are slow to look into, by the clock; on any database. */
public abstract class SlowSearchContract {

  private static final EventType TYPE = new EventType("asset_create");
  private static final EventType MANY = new EventType("asset_update");
  private static final int OTHERS = 1_200;
  private static final int MORE_WEBHOOKS = 20;
  private static final Duration READ = Duration.ofMillis(400);

  private final ManualClock clock = new ManualClock();
  private Database database;
  private Store store;

  /** An empty database. */
  protected abstract Database open();

  /** The store in it. */
  protected abstract Store store(Database database, ManualClock clock);

  @BeforeEach
  final void fill() {
    database = open();
    store = store(new Slow(database, clock), clock);
    store
        .webhooks()
        .add(Webhook.of("any", "https://e/", Webhook.Subscription.to(TYPE), clock.instant()));
    database.write(
        connection -> {
          for (int i = 0; i <= OTHERS; i++) {
            String text = i == 0 ? "the needle" : "hay";
            store
                .outbox()
                .append(
                    connection, Event.of(TYPE, "s" + i, clock.instant(), new TextSnapshot(text)));
          }
          return true;
        });
  }

  @AfterEach
  final void close() {
    database.close();
  }

  @Test
  final void aPageEndsWithItsTimeAndTheNextGoesOnThere() {
    Cursor at = Cursor.NEWEST;
    int pages = 0;
    while (true) {
      var began = clock.instant();
      Page page = store.log().page(text("NEEDLE"), at, 50);
      pages++;
      assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(7));
      if (!page.entries().isEmpty()) {
        assertThat(page.entries().getFirst().delivery().subject()).isEqualTo("s0");
        break;
      }
      assertThat(page.more()).isTrue();
      assertThat(page.readAll()).isFalse();
      assertThat(page.end()).isNotEqualTo(at);
      at = page.end();
    }
    assertThat(pages).isBetween(3, 10);
  }

  @Test
  final void aCountEndsWithItsTimeAndSaysThatThereMayBeMore() {
    var began = clock.instant();
    Count count = store.log().count(text("hay"), 10_000);
    assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(4));
    assertThat(count.more()).isTrue();
    assertThat(count.count()).isBetween(100L, OTHERS - 1L);
  }

  /** An export says where it ends before it begins: even that may take long. */
  @Test
  final void whereASearchEndsIsKnownInTime() {
    for (int i = 0; i < MORE_WEBHOOKS; i++) {
      Webhook.Subscription both = Webhook.Subscription.to(TYPE, MANY);
      store.webhooks().add(Webhook.of("more", "https://e/", both, clock.instant()));
    }
    database.write(
        connection -> {
          for (int i = 0; i < OTHERS; i++) {
            store
                .outbox()
                .append(connection, Event.of(MANY, "s", clock.instant(), new TextSnapshot("hay")));
          }
          return true;
        });
    var began = clock.instant();
    var end = store.log().textEnd(text("needle"), Cursor.NEWEST);
    assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(7));
    Page rest = store.log().page(DeliveryFilter.ALL, end.orElseThrow(), 50);
    assertThat(rest.entries()).isNotEmpty();
  }

  private static DeliveryFilter text(String text) {
    return new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, Span.ALWAYS, text);
  }

  /** Each read takes its time. */
  private record Slow(Database database, ManualClock clock) implements Database {

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return database.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      clock.advance(READ);
      return database.read(work);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
