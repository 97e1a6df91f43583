package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.LogRetention.Purged;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What events are found by goes in blocks; where millions of numbers are given out at once. */
class SubjectBlocksTest extends UpkeepFixture {

  SubjectBlocksTest() {
    kind = TestDatabase.SQLITE;
  }

  @Test
  void theSubjectsOfABlockWithoutEventsGoThoughAnOlderEventStays() {
    Webhook slow =
        Webhook.of("slow", "https://e/", Webhook.Subscription.to(NOBODYS), clock.instant());
    store.webhooks().add(slow);
    record(NOBODYS);
    added();
    database.write(connection -> context.numbers().take(connection, 2_097_152));
    for (int i = 0; i < 3; i++) {
      settle(record(), 200);
      clock.advance(Duration.ofSeconds(1));
    }
    for (int block = 0; block < 2; block++) {
      String left = "insert into event_subjects (block, subject, sequence) values (?, 's', ?)";
      long of = block;
      database.write(connection -> Sql.update(connection, left, of, (of << 20) + 5));
    }
    clock.advance(Duration.ofDays(1));

    Purged purged = store.retention().purge(clock.instant(), 500);
    for (int i = 0; i < 10 && purged.more(); i++) {
      purged = store.retention().purge(clock.instant(), 500);
    }

    assertThat(purged.more()).isFalse();
    assertThat(count("event_subjects where block = 1")).isZero();
    assertThat(count("event_subjects where block = 0")).isEqualTo(1);
  }
}
