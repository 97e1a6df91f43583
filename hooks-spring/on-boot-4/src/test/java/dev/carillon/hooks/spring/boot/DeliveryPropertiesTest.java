package dev.carillon.hooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.spring.HooksAutoConfiguration;
import dev.carillon.hooks.testkit.ScriptedResponse;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Properties say how requests are made and retried. */
@Timeout(60)
class DeliveryPropertiesTest {

  private final ApplicationContextRunner program =
      new ApplicationContextRunner()
          .withBean(DataSource.class, DeliveryPropertiesTest::database)
          .withPropertyValues(
              "carillon.hooks.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
              "carillon.hooks.allow-loopback=true")
          .withConfiguration(AutoConfigurations.of(HooksAutoConfiguration.class));

  private static DataSource database() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TestPostgres.newDatabase());
    return source;
  }

  @Test
  void withoutDelaysNothingIsRetried() {
    try (WebhookReceiver receiver = WebhookReceiver.responding(503)) {
      program
          .withPropertyValues("carillon.hooks.delivery.retry-delays=")
          .run(context -> awaitFailed(context.getBean(Hooks.class), receiver));
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void aStatusOf4xxIsRetriedAfterTheDelays() {
    try (WebhookReceiver receiver = WebhookReceiver.responding(429)) {
      program
          .withPropertyValues(
              "carillon.hooks.delivery.retry-delays=10ms,20ms",
              "carillon.hooks.delivery.retried-statuses=429")
          .run(context -> awaitFailed(context.getBean(Hooks.class), receiver));
      assertThat(receiver.received()).hasSize(3);
    }
  }

  @Test
  void aRequestTakesNoLongerThanTheTimeout() {
    try (WebhookReceiver receiver =
        WebhookReceiver.responding(
            request -> ScriptedResponse.status(204).after(Duration.ofSeconds(30)))) {
      program
          .withPropertyValues(
              "carillon.hooks.delivery.retry-delays=", "carillon.hooks.delivery.timeout=100ms")
          .run(context -> awaitFailed(context.getBean(Hooks.class), receiver));
    }
  }

  private static void awaitFailed(Hooks hooks, WebhookReceiver receiver)
      throws InterruptedException {
    hooks.webhooks().register(WebhookRegistration.of("shop", receiver.url()).types("order.placed"));
    hooks.publish("order.placed", "7", "{}");
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (hooks.deliveries().count(DeliveryFilter.ALL.in("failed"), 1).count() == 0) {
      assertThat(System.nanoTime()).as("the delivery has not failed").isLessThan(deadline);
      Thread.sleep(10);
    }
  }
}
