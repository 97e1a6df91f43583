package dev.carillon.server.samples;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.SigningKeys;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A request as it would arrive, made by the product's own signer; tests bend it.
 *
 * @param headers by lower-case name
 */
record SignedSample(Map<String, String> headers, String body) {

  static final EventType TYPE = new EventType("asset_update_metadata");

  SignedSample {
    headers = new LinkedHashMap<>(headers);
  }

  static SignedSample of(Secret secret, Instant at, String body) {
    return of(secret, at, body, RequestFormat.DEFAULT, SigningKeys.NONE);
  }

  /** The same, signed by these keys, too. */
  static SignedSample of(SigningKeys keys, Instant at, String body) {
    RequestFormat format = new RequestFormat(PayloadFormat.NATIVE, true);
    return of(Secret.random(), at, body, format, keys);
  }

  private static SignedSample of(
      Secret secret, Instant at, String body, RequestFormat format, SigningKeys keys) {
    Webhook webhook =
        Webhook.of("sample", "http://127.0.0.1/", Webhook.Subscription.to(TYPE), at)
            .with(secret)
            .toBuilder()
            .format(format)
            .build();
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            0,
            webhook.id(),
            Event.Id.at(Instant.EPOCH),
            TYPE,
            "2n-UzMFgate9nAwg8zLXCs",
            0,
            new DeliveryState.Pending(at),
            at);
    SignedRequest request =
        new RequestSigner("Carillon/test", keys)
            .sign(
                new DueDelivery(delivery, Payload.of(body)),
                webhook,
                1,
                at,
                Duration.ofSeconds(15));
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : request.headers()) {
      headers.put(header.name().toLowerCase(Locale.ROOT), header.value());
    }
    return new SignedSample(headers, body);
  }

  String header(String name) {
    return Objects.requireNonNull(headers.get(name), name);
  }

  SignedSample with(String header, String value) {
    SignedSample bent = new SignedSample(headers, body);
    bent.headers.put(header, value);
    return bent;
  }

  SignedSample without(String header) {
    SignedSample bent = new SignedSample(headers, body);
    bent.headers.remove(header);
    return bent;
  }

  SignedSample withBody(String other) {
    return new SignedSample(headers, other);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
