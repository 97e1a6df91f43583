package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/failures.md} shows. */
class FailuresPageTest {

  private static HooksBuilder patient(HooksBuilder builder) {
    DeliveryPolicy policy =
        DeliveryPolicy.DEFAULT
            .withSchedule(
                RetrySchedule.of(
                    Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofHours(6)))
            .withRetriedClientErrors(Set.of(408, 429))
            .withTimeout(Duration.ofSeconds(5));
    builder.policy(policy);
    return builder;
  }

  @Test
  void retriesFollowTheScheduleOfThePolicy() {
    try (TestHooks test = TestHooks.start(FailuresPageTest::patient)) {
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(429, 503, 503, 503);
      Order order = new Order("7", "a bell");
      Hooks hooks = test.hooks();
      hooks.publish("order.placed", order.id(), order.json());
      test.drain();
      assertThat(receiver.received())
          .extracting(ReceivedWebhook::attempt)
          .containsExactly(1, 2, 3, 4);

      DeliveryFilter ofOrder = DeliveryFilter.ALL.ofSubject(order.id());
      DeliveryLog.Page deliveries = hooks.deliveries().list(ofOrder, Cursor.NEWEST, 20);
      for (DeliveryLog.Entry entry : deliveries.entries()) {
        System.out.println(entry.to().name() + ": " + entry.delivery().state().name());
        for (Attempt attempt : hooks.deliveries().attempts(entry.delivery().id())) {
          System.out.println("  " + attempt.at() + " " + attempt.outcome());
        }
      }

      List<DeliveryLog.Entry> found =
          hooks.deliveries().list(ofOrder.in("failed"), Cursor.NEWEST, 20).entries();
      assertThat(found).hasSize(1);
      assertThat(hooks.deliveries().attempts(found.getFirst().delivery().id())).hasSize(4);
    }
  }

  @Test
  void aWebhookHasRulesOfItsOwn() {
    try (TestHooks test = TestHooks.start();
        WebhookReceiver receiver = WebhookReceiver.responding(503)) {
      Hooks hooks = test.hooks();
      String url = receiver.url();

      hooks
          .webhooks()
          .register(
              WebhookRegistration.of("partner", url)
                  .types("order.placed")
                  .timeoutSeconds(30)
                  .rules(
                      DeliveryRules.DEFAULT
                          .withRetryDelays(List.of(Duration.ofMinutes(1), Duration.ofHours(1)))
                          .withDisableAfter(DeliveryRules.NEVER)));

      hooks.publish("order.placed", "7", "{}");
      test.drain();
      assertThat(receiver.received()).hasSize(3);
    }
  }

  @Test
  void whatFailedAndWhatWasMissedIsSentOnceTheReceiverIsBack() {
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      WebhookReceiver receiver = test.receiver("order.placed");
      Webhook.Id webhook = hooks.webhooks().list().getFirst().id();
      Instant since = test.clock().instant();
      receiver.respond(404);
      hooks.publish("order.placed", "failed", "{}");
      receiver.next();
      test.drain();
      hooks.webhooks().disable(webhook, "the receiver is down");
      hooks.publish("order.placed", "missed", "{}");
      receiver.respond(204);
      Instant until = test.clock().instant().plusSeconds(1);

      hooks.webhooks().enable(webhook);
      long recovered = hooks.deliveries().recover(webhook, since);

      DeliveryFilter failed = DeliveryFilter.ALL.in("failed").to(webhook).recorded(since, until);
      DeliveryLog.Page page = hooks.deliveries().list(failed, Cursor.OLDEST, 500);
      while (!page.entries().isEmpty() || page.more()) {
        for (DeliveryLog.Entry entry : page.entries()) {
          hooks.deliveries().redeliver(entry.delivery().id());
        }
        page = hooks.deliveries().list(failed, page.end(), 500);
      }

      assertThat(recovered).isOne();
      assertThat(receiver.next(2, WebhookReceiver.PATIENCE)).hasSize(2);
      test.drain();
      assertThat(hooks.deliveries().count(DeliveryFilter.ALL.in("delivered"), 10).count())
          .isEqualTo(2);
    }
  }
}
