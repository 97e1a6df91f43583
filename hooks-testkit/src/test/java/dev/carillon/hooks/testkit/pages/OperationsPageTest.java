package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksStatus;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.Role;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What {@code docs/embed/operations.md} shows. */
class OperationsPageTest {

  private static final Pattern SQL = Pattern.compile("(?s)```sql\n(.*?)```");

  @TempDir private Path folder;

  @Test
  void countersOfAListener() throws Exception {
    LongAdder attempts = new LongAdder();
    LongAdder failures = new LongAdder();
    HooksListener counters =
        new HooksListener() {
          @Override
          public void settled(Settlement settlement) {
            attempts.increment();
            if (!settlement.attempt().outcome().success()) {
              failures.increment();
            }
          }

          @Override
          public void disabled(Webhook.Id webhook, WebhookState.Disabled state) {
            System.err.println("Webhook " + webhook + " was disabled: " + state.detail());
          }
        };

    try (HikariDataSource dataSource = ShopDatabase.postgres();
        WebhookReceiver receiver = WebhookReceiver.responding(404, 204);
        Hooks hooks =
            Hooks.builder(dataSource)
                .key(new byte[32])
                .allowLoopback()
                .retention(Duration.ofDays(7))
                .listener(counters)
                .start()) {
      hooks
          .webhooks()
          .register(WebhookRegistration.of("shipping", receiver.url()).types("order.placed"));
      for (int number = 1; number <= 2; number++) {
        new OrderService(hooks.dataSource(), hooks).place(new Order("" + number, "a bell"));
        receiver.next();
      }
      while (hooks.status().requestsOnTheWire() > 0 || attempts.sum() < 2) {
        Thread.onSpinWait();
      }
      assertThat(attempts.sum()).isEqualTo(2);
      assertThat(failures.sum()).isOne();

      HooksStatus status = hooks.status();
      boolean healthy = status.sending() || status.role() == Role.RECORD_ONLY;

      List<DeliveryLog.Entry> oldest =
          hooks.deliveries().list(DeliveryFilter.ALL.in("pending"), Cursor.OLDEST, 1).entries();
      Duration age =
          oldest.isEmpty()
              ? Duration.ZERO
              : Duration.between(oldest.getFirst().delivery().createdAt(), Instant.now());

      assertThat(healthy).isTrue();
      assertThat(age).isZero();
      everyStatementOfThePageRuns(dataSource);
    }
  }

  @Test
  void bothSecretsSignForADay() {
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      WebhookReceiver receiver = WebhookReceiver.start();
      receiver.clock(test.clock());
      Registered old =
          hooks
              .webhooks()
              .register(WebhookRegistration.of("shipping", receiver.url()).types("order.placed"));
      Webhook.Id webhook = old.webhook().id();

      Registered rotated = hooks.webhooks().rotate(webhook, Duration.ofDays(1));
      System.out.println(rotated.secret()); // shown this once

      receiver.secrets(rotated.secret());
      hooks.publish("order.placed", "7", "{}");
      assertThat(receiver.next().header("webhook-signature").orElseThrow().split(" ", -1))
          .hasSize(2);
      test.advance(Duration.ofDays(1));
      hooks.publish("order.placed", "8", "{}");
      assertThat(receiver.next().header("webhook-signature").orElseThrow().split(" ", -1))
          .hasSize(1);
      receiver.secrets(old.secret());
      hooks.publish("order.placed", "9", "{}");
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(receiver::next)
          .withMessageContaining("X-Hook-Signature: it was not made with the receiver's secret");
      receiver.close();
    }
  }

  @Test
  void everyStatementRunsOnSqliteToo() throws Exception {
    Path file = folder.resolve("shop.db");
    Hooks.builder(file).key(new byte[32]).start().close();
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    everyStatementOfThePageRuns(source);
  }

  private static void everyStatementOfThePageRuns(DataSource source) throws Exception {
    List<String> statements =
        SQL.matcher(Files.readString(Path.of("../docs/embed/operations.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(statements).isNotEmpty();
    for (String statement : statements) {
      assertThat(ShopDatabase.number(source, statement)).as(statement).isNotNegative();
    }
  }
}
