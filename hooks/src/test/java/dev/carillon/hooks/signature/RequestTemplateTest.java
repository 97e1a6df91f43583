package dev.carillon.hooks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Trace;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.Webhook;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether requests from a template are those that lists of headers make, byte for byte. */
class RequestTemplateTest {

  private static final int WEBHOOKS = 2_000;
  private static final int REQUESTS_EACH = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final List<Instant> TIMES =
      List.of(Instant.EPOCH, Instant.parse("2300-12-31T23:59:59.999Z"), NOW, NOW.plusMillis(999));
  private static final String USER_AGENT = "Carillon/test";

  private final Random random = new Random(20_261_125);

  /** Another key signs from {@link #NOW} on, too. */
  private final List<SigningKey> keys =
      List.of(SigningKey.random(NOW), SigningKey.random(Instant.MIN));

  private final RequestSigner shared = new RequestSigner(USER_AGENT, this::keysAt);
  private final ThreadSigner signer = shared.forOneThread();

  @Test
  void everyRequestIsThatOfItsListOfHeaders() {
    for (int i = 0; i < WEBHOOKS; i++) {
      Instant about = TIMES.get(random.nextInt(TIMES.size()));
      Webhook webhook = webhook(about);
      for (int request = 0; request < REQUESTS_EACH; request++) {
        Instant at = about.plusMillis(random.nextInt(5) * 500L - 1000);
        int attempt = 1 + random.nextInt(1000);
        DueDelivery due = due(webhook, attempt);
        List<Header> expected = headers(due, webhook, attempt, at);
        SignedRequest made = signer.sign(due, webhook, attempt, at, TIMEOUT);
        assertThat(bytes(made)).as("%s at %s", webhook.headers(), at).isEqualTo(laid(expected));
        assertThat(made.headers()).isEqualTo(expected);
        assertThat(shared.sign(due, webhook, attempt, at, TIMEOUT)).isEqualTo(made);
      }
    }
  }

  @Test
  void whenAnOverlapEndsTheOldTokenSignsNoMoreAndWhenTheClockIsSetBackItDoes() {
    Webhook webhook = simple(Map.of()).with(new Secret(token(), List.of(old(NOW))));
    for (Instant at : List.of(NOW.minusNanos(1), NOW, NOW.plusNanos(1), NOW.minusSeconds(9))) {
      DueDelivery due = due(webhook, 1);
      assertThat(signer.sign(due, webhook, 1, at, TIMEOUT).headers())
          .isEqualTo(headers(due, webhook, 1, at));
    }
  }

  @Test
  void aChangedWebhookHasANewTemplate() {
    Webhook before = simple(Map.of("X-Own", "before"));
    Webhook after = before.toBuilder().headers(Map.of("X-Own", "after")).build();
    for (Webhook webhook : List.of(before, after, before)) {
      DueDelivery due = due(webhook, 1);
      assertThat(signer.sign(due, webhook, 1, NOW, TIMEOUT).headers())
          .isEqualTo(headers(due, webhook, 1, NOW));
    }
    assertThat(signer.templates()).isEqualTo(1);
    signer.forget(after.id());
    assertThat(signer.templates()).isZero();
  }

  @Test
  void theTemplatesOfTheWebhooksThatWereSentToLastAreKept() {
    Webhook first = simple(Map.of());
    for (int i = 0; i < 5000; i++) {
      Webhook webhook = i % 2 == 0 ? first : simple(Map.of());
      signer.sign(due(webhook, 1), webhook, 1, NOW, TIMEOUT);
    }
    for (int i = 0; i < 3000; i++) {
      Webhook webhook = simple(Map.of());
      signer.sign(due(webhook, 1), webhook, 1, NOW, TIMEOUT);
    }
    assertThat(signer.templates()).isEqualTo(4000);
  }

  @Test
  void aHeaderThatWouldBecomeTwoIsRefused() {
    for (String value : List.of("a\r\nX-Other: b", "a\nb", "a\u0000b", "a\u007fb", "\u0100")) {
      Webhook webhook = simple(Map.of("X-Own", value));
      assertThatThrownBy(() -> signer.sign(due(webhook, 1), webhook, 1, NOW, TIMEOUT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private List<SigningKey> keysAt(Instant at) {
    return keys.stream().filter(key -> key.signsAt(at)).toList();
  }

  /** How the headers of a request were listed before there were templates. */
  private List<Header> headers(DueDelivery due, Webhook webhook, int attempt, Instant at) {
    Delivery delivery = due.delivery();
    Payload payload = due.payload();
    List<String> tokens = webhook.secret().tokensAt(at);
    String id = delivery.id().value();
    long timestamp = at.getEpochSecond();
    String standard = Signer.of(tokens.getFirst()).standardSignature(id, timestamp, payload);
    for (String older : tokens.subList(1, tokens.size())) {
      standard += " " + Signer.of(older).standardSignature(id, timestamp, payload);
    }
    if (webhook.format().ed25519()) {
      byte[] before = (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
      for (SigningKey key : keysAt(at)) {
        standard +=
            " " + new String(key.signed(before, payload.bytes()), StandardCharsets.US_ASCII);
      }
    }
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", payload.contentType()));
    headers.add(new Header("User-Agent", USER_AGENT));
    headers.add(
        new Header("X-Hook-Signature", Signer.of(tokens.getFirst()).hookSignature(payload)));
    headers.add(new Header("webhook-id", id));
    headers.add(new Header("webhook-timestamp", Long.toString(timestamp)));
    headers.add(new Header("webhook-signature", standard));
    headers.add(new Header("X-Hook-Event", delivery.type().name()));
    headers.add(new Header("X-Hook-Attempt", Integer.toString(attempt)));
    if (webhook.headers().keySet().stream().noneMatch("traceparent"::equalsIgnoreCase)) {
      headers.add(new Header("traceparent", delivery.trace().parent(id, attempt)));
    }
    payload.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    webhook.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    return headers;
  }

  private static byte[] laid(List<Header> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Header header : headers) {
      String line = header.name() + ": " + header.value() + "\r\n";
      out.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  private static byte[] bytes(SignedRequest request) {
    byte[] bytes = new byte[request.head().length() + 1];
    request.head().copyTo(bytes, 1);
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private Webhook webhook(Instant about) {
    Map<String, String> own = new LinkedHashMap<>();
    for (int i = random.nextInt(21); i > 0; i--) {
      own.put("X-Own-" + i, value());
    }
    if (random.nextInt(4) == 0) {
      own.put(List.of("traceparent", "Traceparent", "TRACEPARENT").get(random.nextInt(3)), "mine");
    }
    List<Secret.Old> olds =
        switch (random.nextInt(3)) {
          case 0 -> List.of();
          case 1 -> List.of(old(about.plusMillis(random.nextInt(5) * 500L - 1000)));
          default -> List.of(old(about), old(about.plusMillis(500)));
        };
    RequestFormat format = new RequestFormat(PayloadFormat.NATIVE, random.nextInt(20) == 0);
    return simple(own).with(new Secret(token(), olds)).toBuilder().format(format).build();
  }

  private static Webhook simple(Map<String, String> own) {
    Webhook.Subscription all = Webhook.Subscription.to(new EventType("asset_create"));
    Webhook plain = Webhook.of("w", "http://127.0.0.1:9/", all, NOW);
    // as a store may have it: when a webhook is registered, fewer values are allowed
    return new Webhook(
        plain.id(),
        plain.name(),
        plain.description(),
        plain.url(),
        plain.subscription(),
        own,
        plain.limits(),
        plain.state(),
        plain.secret(),
        plain.createdAt(),
        plain.certificate(),
        plain.responses(),
        plain.revision(),
        plain.owner(),
        plain.rules(),
        plain.mode(),
        plain.grouping(),
        plain.format(),
        plain.login(),
        plain.handshake());
  }

  private Secret.Old old(Instant validUntil) {
    return new Secret.Old(token(), validUntil);
  }

  private String token() {
    byte[] bytes = new byte[1 + random.nextInt(100)];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Latin-1 without control characters, colons, tabulators and blanks at the ends included. */
  private String value() {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      char c = (char) random.nextInt(256);
      value.append((c < ' ' && c != '\t') || c == 0x7f ? ':' : c);
    }
    return value.toString();
  }

  private DueDelivery due(Webhook webhook, int attempt) {
    byte[] body = new byte[random.nextInt(300)];
    random.nextBytes(body);
    String type = "a" + "b".repeat(random.nextInt(64));
    Trace trace =
        new Trace(
            "%016x%016x".formatted(random.nextLong(), random.nextLong() | 1), random.nextBoolean());
    Delivery delivery =
        new Delivery(
            new Delivery.Id(Ids.of(new UUID(random.nextLong(), random.nextLong()))),
            1,
            webhook.id(),
            Event.Id.at(NOW),
            new EventType(type),
            "subject",
            attempt - 1,
            new DeliveryState.Pending(NOW),
            NOW,
            trace);
    Payload payload = Payload.of(body);
    if (random.nextInt(4) == 0) {
      payload = payload.as("application/cloudevents+json").with(Map.of("ce-id", value()));
    }
    return new DueDelivery(delivery, payload);
  }
}
