package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {

  private static final Webhook.Subscription PLACED =
      Webhook.Subscription.to(new EventType("order.placed"));
  private static final Webhook GOOD =
      Webhook.of("shipping", "https://hooks.example/orders", PLACED, Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "nonsense, an http or https URL",
    "'', an http or https URL",
    "ftp://hooks.example/, an http or https URL",
    "https:///orders, a URL with a host",
    "https://hooks.example/#top, a URL without a fragment",
    "https://127.1/, a plain dotted quad",
    "https://hooks.example:99999/, a port from 1 to 65535",
    "https://hooks example/, without spaces",
  })
  void aUrlThatNoRequestCouldGoToIsRefusedWithTheRule(String url, String rule) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Webhook.of("shipping", url, PLACED, Instant.EPOCH))
        .withMessageContaining("'url' must be ")
        .withMessageContaining(rule)
        .withMessageContaining(url.isEmpty() ? "but is empty" : "but is '" + url + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://me:s3cret@hooks.example/", "nonsense?token=s3cret", "x://y?k=s3cret"})
  void whatMayBeASecretInAUrlIsNotShown(String url) {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Webhook.of("shipping", url, PLACED, Instant.EPOCH))
        .withMessageContaining("'url' must be a")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "s3cret");
    headers.put("X Note", "s3cret");
    headers.put("X-One", "s3cret\r\nX-Two: s3cret");
    headers.put("x-one", "s3cret");
    WebhookBuilder wrong =
        Webhook.builder(Instant.EPOCH)
            .name(" ")
            .url("nonsense")
            .description("x".repeat(2001))
            .owner("a\nb")
            .headers(headers)
            .subscription(
                new Webhook.Subscription(
                    List.of(),
                    List.of(),
                    EventFilter.ALL,
                    new Projection(List.of("status", ""), List.of("x".repeat(201)))));
    ValidationException thrown = catchThrowableOfType(ValidationException.class, wrong::build);
    assertThat(thrown.violations())
        .extracting(Violation::field)
        .containsExactly(
            "name",
            "description",
            "url",
            "fields[1]",
            "changedFields[0]",
            "headers",
            "headers",
            "headers.X-One",
            "headers",
            "owner");
    assertThat(thrown.getMessage())
        .startsWith("'name' must be a text that is not blank, but is ' '; 'description' must be")
        .contains("'headers.X-One' must be a text of printable ASCII characters, at most 4096")
        .contains("'headers' must be a header that occurs only once, in any spelling")
        .doesNotContain("s3cret")
        .doesNotContain("\n");
  }

  @Test
  void longListsAndLongValuesAreShortInTheMessage() {
    Webhook.Subscription tooMany =
        Webhook.Subscription.to(
            IntStream.range(0, 501)
                .mapToObj(i -> new EventType("t" + i))
                .toArray(EventType[]::new));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Webhook.of("x".repeat(10_000), "https://e", tooMany, Instant.EPOCH))
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(500))
        .withMessageContaining("a text of at most 200 characters, not 10000")
        .withMessageContaining("'types' must be at most 500 event types, but is '501'");
    Map<String, String> headers = new LinkedHashMap<>();
    IntStream.range(0, 1_000).forEach(i -> headers.put("X-" + i, "\n"));
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> GOOD.toBuilder().headers(headers).build())
        .withMessage("'headers' must be at most 30 headers, but is '1000'");
  }

  @Test
  void limitsNameAllThatAreOutOfRange() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> new WebhookLimits(61, -1, 100_001, Ordering.NONE))
        .withMessage(
            "'timeoutSeconds' must be a whole number from 0 to 60, but is '61';"
                + " 'maxConcurrent' must be a whole number from 0 to 1000, but is '-1';"
                + " 'maxPerSecond' must be a whole number from 0 to 100000, but is '100001'");
  }

  @Test
  void whatWasStoredByOtherRulesCanStillBeChanged() {
    Webhook old =
        new Webhook(
            GOOD.id(),
            "",
            "",
            "http://127.1/",
            PLACED,
            Collections.singletonMap("Host", "h"),
            WebhookLimits.DEFAULT,
            new WebhookState.Enabled(),
            GOOD.secret(),
            Instant.EPOCH,
            ClientCertificate.NONE,
            ResponseLog.FAILURES,
            Webhook.FIRST_REVISION,
            "",
            DeliveryRules.DEFAULT,
            DeliveryMode.PUSH,
            Grouping.NONE,
            RequestFormat.DEFAULT,
            ReceiverLogin.NONE,
            Handshake.NONE);
    Webhook disabled =
        old.in(new WebhookState.Disabled(Instant.EPOCH, WebhookState.Reason.MANUAL, ""));
    assertThat(disabled.enabled()).isFalse();
    assertThat(old.toBuilder().url("https://hooks.example/").build().name()).isEmpty();
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> old.toBuilder().url("https://").build());
    assertThatExceptionOfType(ValidationException.class)
        .as("a store refuses all of it")
        .isThrownBy(() -> WebhookRules.check(old));
  }

  @Test
  void everyTypeThatIsNoneIsNamedByItsPlace() {
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> Webhook.Subscription.toTypes("order.*", "a b", "x", "y z*"))
        .satisfies(
            thrown ->
                assertThat(thrown.violations())
                    .extracting(Violation::field, Violation::value)
                    .containsExactly(tuple("types[1]", "a b"), tuple("types[3]", "y z*")));
  }

  @Test
  void whatIsAllowedIsAllowed() {
    Webhook rich =
        Webhook.builder(Instant.EPOCH)
            .name("ä😀 \\ \"x\"")
            .url("http://[2001:db8::1]:8080/a?b=%20")
            .description("two\r\nlines\tand a tab")
            .owner("acme/eu-1")
            .headers(Map.of("X-Note", "a\tb ~"))
            .subscription(Webhook.Subscription.toTypes("order.*", "OrderPlaced", "order.*"))
            .build();
    assertThat(rich.subscription().patterns()).hasSize(1);
    assertThat(rich.subscription().eventTypes()).containsExactly(new EventType("OrderPlaced"));
    assertThat(rich.owner()).isEqualTo("acme/eu-1");
    WebhookRules.check(rich);
  }
}
