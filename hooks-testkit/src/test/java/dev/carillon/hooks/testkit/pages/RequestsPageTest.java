package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.TestHooks;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/requests.md} shows. */
class RequestsPageTest {

  private final TestHooks test = TestHooks.start();
  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final Hooks hooks = test.hooks();
  private final String url = receiver.url();

  @AfterEach
  void close() {
    test.close();
    receiver.close();
  }

  @Test
  void manyChangesAreOneRequest() {
    hooks
        .webhooks()
        .register(
            WebhookRegistration.of("nightly", url)
                .types("order.*")
                .debounce(10, 60) // the last event of an order, once none came for 10 seconds
                .batch(500, 30)); // and 500 of them in one request, after 30 seconds at the latest

    hooks.publish("order.placed", "7", "{\"state\":\"new\"}");
    hooks.publish("order.changed", "7", "{\"state\":\"paid\"}");
    hooks.publish("order.placed", "8", "{\"state\":\"other\"}");
    test.advance(Duration.ofSeconds(9));
    assertThat(receiver.received()).isEmpty();
    test.drain();
    ReceivedWebhook request = receiver.next();
    assertThat(request.text()).isEqualTo("[{\"state\":\"paid\"},{\"state\":\"other\"}]");
    assertThat(request.type()).isEqualTo("batch");
  }

  @Test
  void routersGetCloudEvents() {
    hooks
        .webhooks()
        .register(
            WebhookRegistration.of("router", url)
                .types("order.placed")
                .format(
                    new CloudEvents(
                        CloudEvents.Mode.STRUCTURED,
                        "https://shop.example.com",
                        "com.example.",
                        "")));
    hooks.publish("order.placed", "7", "{\"item\":\"a bell\"}");
    assertThat(receiver.next().text())
        .startsWith("{\"specversion\":\"1.0\",\"id\":\"")
        .contains("\"type\":\"com.example.order.placed\"")
        .endsWith("\"data\":{\"item\":\"a bell\"}}");
  }

  @Test
  void partnersVerifyWithAPublicKey() {
    hooks
        .webhooks()
        .register(
            WebhookRegistration.of("partner", url).types("order.placed").signedByEd25519(true));
    String keySet = hooks.signingKeys().jwks(); // serve it at /.well-known/jwks.json
    assertThat(keySet).startsWith("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"");
    hooks.publish("order.placed", "7", "{}");
    assertThat(receiver.next().header("webhook-signature").orElseThrow()).contains(" v1a,");
  }
}
