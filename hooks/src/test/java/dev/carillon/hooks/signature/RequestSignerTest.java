package dev.carillon.hooks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestSignerTest {

  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");
  private static final Payload PAYLOAD = Payload.of("{\"a\":1}");
  private static final String OLD = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW = "fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwM";

  private final RequestSigner signer = new RequestSigner("Carillon/test");

  @Test
  void everyHeaderOfARequestIsThereOnce() {
    SignedRequest request = sign(new Secret(NEW, List.of()), Map.of("X-Own", "1"), 3);
    assertThat(request.headers())
        .extracting(Header::name)
        .containsExactly(
            "Content-Type",
            "User-Agent",
            "X-Hook-Signature",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "X-Hook-Event",
            "X-Hook-Attempt",
            "traceparent",
            "X-Own");
    assertThat(header(request, "X-Hook-Attempt")).isEqualTo("3");
    assertThat(header(request, "webhook-timestamp")).isEqualTo("" + AT.getEpochSecond());
    assertThat(header(request, "X-Hook-Signature"))
        .isEqualTo(Signer.of(NEW).hookSignature(PAYLOAD));
  }

  @Test
  void aPayloadOfAnotherTypeSaysSoAndIsSignedAlike() {
    Payload xml = Payload.of("<order/>").as("application/xml");
    SignedRequest request = sign(new Secret(NEW, List.of()), Map.of(), 1, xml);
    assertThat(header(request, "Content-Type")).isEqualTo("application/xml");
    assertThat(header(request, "X-Hook-Signature")).isEqualTo(Signer.of(NEW).hookSignature(xml));
    assertThat(request.headers()).hasSize(9);
  }

  @Test
  void aCustomersOwnTraceIsNotDoubled() {
    SignedRequest request = sign(new Secret(NEW, List.of()), Map.of("TraceParent", "mine"), 1);
    assertThat(request.headers())
        .extracting(Header::name)
        .filteredOn("traceparent"::equalsIgnoreCase)
        .containsExactly("TraceParent");
  }

  @Test
  void whileATokenIsReplacedBothSignAndAfterwardsOne() {
    Secret overlapping = new Secret(NEW, List.of(new Secret.Old(OLD, AT.plusSeconds(1))));
    String id = header(sign(overlapping, Map.of(), 1), "webhook-id");
    String both = header(sign(overlapping, Map.of(), 1), "webhook-signature");
    assertThat(both.split(" ")).hasSize(2);
    String first = Signer.of(NEW).standardSignature(id, AT.getEpochSecond(), PAYLOAD);
    assertThat(both.split(" ")[0]).hasSameSizeAs(first).startsWith("v1,");
    Secret over = new Secret(NEW, List.of(new Secret.Old(OLD, AT)));
    assertThat(header(sign(over, Map.of(), 1), "webhook-signature")).doesNotContain(" ");
  }

  @Test
  void eachOfTheTwoSignaturesIsThatOfItsToken() {
    Secret overlapping = new Secret(NEW, List.of(new Secret.Old(OLD, AT.plusSeconds(1))));
    SignedRequest request = sign(overlapping, Map.of(), 1);
    String id = header(request, "webhook-id");
    assertThat(header(request, "webhook-signature"))
        .isEqualTo(
            Signer.of(NEW).standardSignature(id, AT.getEpochSecond(), PAYLOAD)
                + " "
                + Signer.of(OLD).standardSignature(id, AT.getEpochSecond(), PAYLOAD));
  }

  private SignedRequest sign(Secret secret, Map<String, String> headers, int attempt) {
    return sign(secret, headers, attempt, PAYLOAD);
  }

  private SignedRequest sign(
      Secret secret, Map<String, String> headers, int attempt, Payload payload) {
    Webhook webhook =
        Webhook.of(
                "w",
                "http://127.0.0.1:9/",
                Webhook.Subscription.to(new EventType("asset_create")),
                AT)
            .toBuilder()
            .headers(headers)
            .secret(secret)
            .build();
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            1,
            webhook.id(),
            Event.Id.at(AT),
            new EventType("asset_create"),
            "subject",
            attempt - 1,
            new DeliveryState.Pending(AT),
            AT);
    return signer.sign(
        new DueDelivery(delivery, payload), webhook, attempt, AT, Duration.ofSeconds(1));
  }

  private static String header(SignedRequest request, String name) {
    return request.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }
}
