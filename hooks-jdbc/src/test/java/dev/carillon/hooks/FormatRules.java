package dev.carillon.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Snapshot;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Webhooks of the façade that get fewer requests, or requests of another form. */
abstract class FormatRules extends WorkRules {

  /** What RFC 8410 puts before the 32 bytes of a public key. */
  private static final byte[] BEFORE_KEY = HexFormat.of().parseHex("302a300506032b6570032100");

  private static WebhookRegistration shipping() {
    return WebhookRegistration.of("shipping", "https://e/hooks").types("order.placed");
  }

  private static String header(SignedRequest request, String name) {
    return request.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  @Test
  void severalEventsAreOneRequest() throws Exception {
    Hooks hooks = start();
    WebhookView webhook = hooks.webhooks().register(shipping().batch(2, 60)).webhook();
    assertThat(webhook.grouping().batchMaxEvents()).isEqualTo(2);
    publish(hooks, "one");
    hooks.publish(
        Event.of(
            new EventType("order.placed"),
            "plain",
            Instant.now(),
            Snapshot.of(Payload.of("text").as("text/plain"))));
    assertThat(sent.body()).as("what is no JSON is sent by itself").isEqualTo("text");
    publish(hooks, "two");
    assertThat(sent.body()).isEqualTo("[" + json("one") + "," + json("two") + "]");

    publish(hooks, "three");
    assertThat(hooks.webhooks().held(webhook.id()).count().count()).isEqualTo(1);
    hooks.webhooks().update(webhook.id(), registration -> registration.batch(0, 0));
    assertThat(sent.body()).isEqualTo(json("three"));
  }

  @Test
  void onlyTheLastOfManyEventsOfASubjectIsSent() throws Exception {
    Hooks hooks = start();
    hooks.webhooks().register(shipping().debounce(1, 5));
    for (String state : List.of("draft", "checked", "final")) {
      hooks.publish("order.placed", "7", json(state));
    }
    hooks.publish("order.placed", "8", json("other"));
    assertThat(sent.bodies(2)).isEqualTo(Set.of(json("final"), json("other")));
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void eventsAreCloudEventsForWhoAsks() throws Exception {
    Hooks hooks = start();
    CloudEvents format =
        new CloudEvents(CloudEvents.Mode.BINARY, "/shop", "com.example.", "https://e/{type}.json");
    WebhookView webhook = hooks.webhooks().register(shipping().format(format)).webhook();
    assertThat(webhook.format().payloads()).isEqualTo(format);
    publish(hooks, "one");
    SignedRequest binary = sent.next();
    assertThat(new String(binary.payload().bytes(), UTF_8)).isEqualTo(json("one"));
    assertThat(header(binary, "ce-type")).isEqualTo("com.example.order.placed");
    assertThat(header(binary, "ce-dataschema")).isEqualTo("https://e/order.placed.json");

    hooks.webhooks().update(webhook.id(), change -> change.format(PayloadFormat.NATIVE));
    publish(hooks, "two");
    assertThat(header(sent.next(), "ce-type")).isEmpty();
    for (WebhookRegistration held : List.of(shipping().batch(2, 1), shipping().debounce(1, 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hooks.webhooks().register(held.format(format)))
          .withMessageContaining("'format' must be native, because events of this webhook are held")
          .withMessageContaining("cloudevents-binary");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shipping().batch(1001, 1))
        .withMessageContaining("batch.maxEvents")
        .withMessageContaining("1001");
  }

  @Test
  void requestsAreSignedByKeysThatAreReplacedAndWithdrawn() throws Exception {
    Hooks hooks = start();
    hooks.webhooks().register(shipping());
    assertThat(hooks.signingKeys().published()).as("nothing asks for a key").isEmpty();
    assertThat(hooks.signingKeys().jwks()).isEqualTo("{\"keys\":[]}");
    hooks
        .webhooks()
        .register(WebhookRegistration.of("signed", "https://e/2").types("order.returned"));
    hooks
        .webhooks()
        .list()
        .forEach(one -> hooks.webhooks().update(one.id(), change -> change.signedByEd25519(true)));
    PublicSigningKey first = hooks.signingKeys().published().getFirst();
    assertThat(hooks.signingKeys().published()).containsExactly(first);
    assertThat(hooks.signingKeys().jwks()).contains("\"kid\":\"" + first.id() + "\"");
    publish(hooks, "one");
    assertThat(verified(sent.next(), first)).isTrue();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> hooks.signingKeys().replace(Duration.ofMinutes(1)))
        .withMessageContaining("overlap is PT1M; allowed is PT1H or longer");
    PublicSigningKey second = hooks.signingKeys().replace(Duration.ofHours(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> hooks.signingKeys().replace(Duration.ofHours(1)))
        .withMessageContaining("wait two minutes");
    assertThat(hooks.signingKeys().published())
        .extracting(PublicSigningKey::id)
        .containsExactly(second.id(), first.id());
    hooks.signingKeys().withdraw(first.id());
    publish(hooks, "two");
    SignedRequest request = sent.next();
    assertThat(verified(request, second)).isTrue();
    assertThat(verified(request, first)).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> hooks.signingKeys().withdraw(first.id()))
        .withMessageContaining(first.id());
  }

  /** Whether one of its signatures is by this key. */
  private static boolean verified(SignedRequest request, PublicSigningKey key)
      throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(key.text().substring("whpk_".length()));
    byte[] encoded = Arrays.copyOf(BEFORE_KEY, BEFORE_KEY.length + bytes.length);
    System.arraycopy(bytes, 0, encoded, BEFORE_KEY.length, bytes.length);
    PublicKey publicKey =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    String head = header(request, "webhook-id") + "." + header(request, "webhook-timestamp") + ".";
    boolean found = false;
    for (String one : header(request, "webhook-signature").split(" ", -1)) {
      if (one.startsWith("v1a,")) {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey);
        signature.update(head.getBytes(UTF_8));
        signature.update(request.payload().bytes());
        found |= signature.verify(Base64.getDecoder().decode(one.substring(4)));
      }
    }
    return found;
  }
}
