package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.hooks.event.EventType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "X Note",
        "X-Note:",
        "X-Note: 1\r\nX-More",
        "X-Not\u00e9",
        ":path",
        "Host",
        "content-LENGTH",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Expect",
        "TE",
        "Trailer",
        "Upgrade",
        "Proxy-Authorization",
        "Content-Type",
        "User-Agent",
        "webhook-id",
        "X-Hook-Signature",
      })
  void aHeaderThatIsNotFreeToSetIsRefusedAndItsValueNotTold(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> webhook(name))
        .withMessageContaining("'headers' must be a header")
        .withMessageContaining(name.replace("\r\n", "\ufffd\ufffd"))
        .withMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "X-Note", "traceparent", "!#$%&'*+-.^_`|~09azAZ"})
  void everyOtherHeaderIsFree(String name) {
    assertThat(webhook(name).headers()).containsExactly(Map.entry(name, "s3cret"));
  }

  private static Webhook webhook(String header) {
    Webhook plain =
        Webhook.of(
            "any",
            "https://hook.test/",
            Webhook.Subscription.to(new EventType("asset.created")),
            Instant.EPOCH);
    return plain.toBuilder().headers(Map.of(header, "s3cret")).build();
  }
}
