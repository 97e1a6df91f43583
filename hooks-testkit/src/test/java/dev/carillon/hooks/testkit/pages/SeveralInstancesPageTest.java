package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Role;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/several-instances.md} shows. */
class SeveralInstancesPageTest {

  @Test
  void oneRecordsAndAnotherSends() throws Exception {
    try (HikariDataSource dataSource = ShopDatabase.postgres();
        WebhookReceiver receiver = WebhookReceiver.start()) {
      byte[] key = new byte[32];

      Hooks worker = Hooks.builder(dataSource).key(key).allowLoopback().node("worker-1").start();

      Hooks web = Hooks.builder(dataSource).key(key).role(Role.RECORD_ONLY).start();

      worker
          .webhooks()
          .register(WebhookRegistration.of("shipping", receiver.url()).types("order.placed"));
      for (int number = 1; number <= 5; number++) {
        new OrderService(web.dataSource(), web).place(new Order("" + number, "a bell"));
      }

      List<ReceivedWebhook> requests = receiver.next(5, Duration.ofSeconds(20));
      assertThat(requests).extracting(ReceivedWebhook::text).doesNotHaveDuplicates();
      assertThat(web.status().sending()).isFalse();
      web.close();
      worker.close();
    }
  }
}
