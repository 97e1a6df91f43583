package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First attempts are filed by webhook, in whatever order they come. */
class FilingTest {

  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void stragglersGoWhereTheirNumbersLieSoThatBlocksNeverOverlap() {
    OpenStore opened = OpenStore.in(folder, clock);
    opened.database().tidy(opened.store().retention());
    opened
        .store()
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant()));
    Random random = new Random(3);
    for (int round = 0; round < 12; round++) {
      List<DueDelivery> due = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
        due.addAll(
            opened
                .database()
                .write(connection -> opened.store().outbox().append(connection, event))
                .due());
      }
      Collections.shuffle(due, random);
      for (int from = 0; from < due.size(); ) {
        int to = Math.min(due.size(), from + 1 + random.nextInt(3));
        settle(opened, due.subList(from, to));
        from = to;
      }
    }
    // looked through by the database after each of these; nothing got lost on the way
    clock.advance(Duration.ofMillis(1));
    while (opened.store().retention().tidy()) {
      clock.advance(Duration.ofMillis(1));
    }
    long filed = count(opened, "select sum(n) from chunks");
    long spilled = count(opened, "select count(*) from deliveries where state = 1");
    assertThat(filed + spilled).isEqualTo(12 * 14);
    assertThat(filed).isGreaterThan(12 * 12);
    assertThat(count(opened, "select count(*) from results")).isZero();
    assertThat(count(opened, "select max(n) from chunks")).isLessThanOrEqualTo(4);
    opened.database().close();
  }

  private static long count(OpenStore opened, String sql) {
    return opened.database().read(connection -> Sql.number(connection, sql));
  }

  private void settle(OpenStore opened, List<DueDelivery> due) {
    List<Settlement> settlements =
        due.stream()
            .map(one -> TestSettlements.ended(one.delivery(), 200, clock.instant()))
            .toList();
    clock.advance(Duration.ofMillis(1));
    opened.store().settlements().settle(settlements);
  }
}
