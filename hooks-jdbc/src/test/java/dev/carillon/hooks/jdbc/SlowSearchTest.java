package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A search for a text in a log whose rows are slow to look into, by the clock; on any database. */
@OnEachDatabase
class SlowSearchTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final EventType MANY = new EventType("asset_update");
  private static final int OTHERS = 1_200;
  private static final int MORE_WEBHOOKS = 20;

  /** What each read takes. */
  private static final Duration READ = Duration.ofMillis(400);

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private Database database;
  private Store store;

  @BeforeEach
  void fill(@TempDir Path folder) {
    database = kind.open(folder);
    store = kind.store(new WatchedDatabase(database, () -> {}, () -> clock.advance(READ)), clock);
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
  void close() {
    database.close();
  }

  @Test
  void aPageEndsWithItsTimeAndTheNextGoesOnThere() {
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
  void aCountEndsWithItsTimeAndSaysThatThereMayBeMore() {
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
}
