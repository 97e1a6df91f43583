package dev.carillon.hooks.testkit.pages;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.RecordingHooks;
import dev.carillon.hooks.testkit.ScriptedResponse;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/embed/testing.md} shows. */
class TestingPageTest {

  @TempDir private Path folder;

  @Test
  void anOrderPublishesAnEvent() throws Exception {
    DataSource dataSource = ShopDatabase.sqlite(folder);

    RecordingHooks webhooks = new RecordingHooks();
    OrderService service = new OrderService(webhooks.dataSource(dataSource), webhooks);

    service.place(new Order("7", "a bell"));

    assertThat(webhooks).published("order.placed").withSubject("7").once();
    assertThat(webhooks).didNotPublish("order.cancelled");
  }

  @Test
  void aFailedRequestIsRetried() {
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(503, 204); // the first request fails

      hooks.transaction(c -> hooks.publish(c, "order.placed", "7", "{\"item\":\"a bell\"}"));
      test.drain();

      assertThat(receiver.received()).hasSize(2);
      assertThat(receiver.next().text()).isEqualTo("{\"item\":\"a bell\"}");
    }
  }

  @Test
  void aRetryComesWhenItIsDue() {
    try (TestHooks test = TestHooks.start()) {
      Hooks hooks = test.hooks();
      WebhookReceiver receiver = test.receiver("order.placed");
      receiver.respond(
          request ->
              request.attempt() == 1
                  ? ScriptedResponse.status(503).header("Retry-After", "60")
                  : ScriptedResponse.status(204));
      hooks.transaction(c -> hooks.publish(c, "order.placed", "7", "{}"));
      receiver.next();

      test.advance(Duration.ofSeconds(61));

      ReceivedWebhook retry = receiver.next();
      assertThat(retry.attempt()).isEqualTo(2);
    }
  }

  @Test
  void aPartnerVerifiesWithAPublicKey() {
    try (TestHooks test = TestHooks.start();
        WebhookReceiver receiver = WebhookReceiver.start()) {
      Hooks hooks = test.hooks();
      hooks
          .webhooks()
          .register(
              WebhookRegistration.of("partner", receiver.url())
                  .types("order.placed")
                  .signedByEd25519(true));
      receiver.clock(test.clock());
      receiver.jwks(hooks.signingKeys().jwks());

      hooks.publish("order.placed", "7", "{}");

      assertThat(receiver.next().type()).isEqualTo("order.placed");
    }
  }

  @Test
  void yourOwnDatabase() throws Exception {
    try (var dataSource = ShopDatabase.postgres()) {
      try (WebhookReceiver receiver = WebhookReceiver.start();
          Hooks hooks = Hooks.builder(dataSource).key(new byte[32]).allowLoopback().start()) {
        Registered webhook =
            hooks
                .webhooks()
                .register(WebhookRegistration.of("test", receiver.url()).types("order.placed"));
        receiver.secrets(webhook.secret());

        new OrderService(hooks.dataSource(), hooks).place(new Order("7", "a bell"));

        assertThat(receiver.next().type()).isEqualTo("order.placed");
        assertThat(hooks).published("order.placed").withSubject("7").once();
      }
    }
  }
}
