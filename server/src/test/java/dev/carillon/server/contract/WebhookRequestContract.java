package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HTTP request that carries a payload. */
@Title("Webhooks: the request")
final class WebhookRequestContract extends Part {

  private static final String REQUEST = "webhook request";

  private Received request() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      return subscriber.request();
    }
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Row(
      call = REQUEST,
      holds = "is an HTTP/1.1 POST to exactly the configured URL, with `Content-Length`",
      evidence = CONFIRMED)
  void theRequestLine() {
    Received request = request();
    assertThat(request.requestLine()).isEqualTo("POST /hook HTTP/1.1");
    assertThat(request.header("Content-Length")).hasValue(String.valueOf(request.body().length));
    assertThat(request.header("Transfer-Encoding")).isEmpty();
  }

  @Row(call = REQUEST, holds = "is sent in one piece", evidence = CONFIRMED)
  void onePiece() {
    Received request = request();
    assertThat(request.firstRead()).isGreaterThan(request.body().length);
  }

  @Row(
      call = REQUEST,
      holds = "has `Content-Type: application/json; charset=UTF-8`",
      evidence = CONFIRMED)
  void contentType() {
    assertThat(request().header("Content-Type")).hasValue("application/json; charset=UTF-8");
  }

  @Row(call = REQUEST, holds = "has `User-Agent: Carillon/<version>`", evidence = OURS)
  void userAgent() {
    assertThat(request().header("User-Agent").orElse("")).matches("Carillon/[^ ]+");
  }

  @Row(
      call = REQUEST,
      holds =
          "`X-Hook-Signature`, in this spelling, is the HMAC-SHA256 of the raw body in lower-case"
              + " hex, without a prefix; the key is the text of `secretToken` as it is",
      evidence = CONFIRMED)
  void theSignature() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      Received request = subscriber.request();
      byte[] key = subscriber.secret().getBytes(UTF_8);
      assertThat(request.headers())
          .anySatisfy(
              header -> {
                assertThat(header.getKey()).isEqualTo("X-Hook-Signature");
                assertThat(header.getValue())
                    .isEqualTo(HexFormat.of().formatHex(hmac(key, request.body())));
              });
    }
  }

  @Row(
      call = REQUEST,
      holds =
          "has the Standard Webhooks headers `webhook-id`, `webhook-timestamp` (seconds),"
              + " `webhook-signature: v1,<base64>` over `id.timestamp.body`; the key is the decoded"
              + " token",
      evidence = OURS)
  void standardWebhooks() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      Received request = subscriber.request();
      String id = request.header("webhook-id").orElse("");
      String timestamp = request.header("webhook-timestamp").orElse("");
      assertThat(timestamp).matches("[0-9]{10}");
      byte[] text = (id + "." + timestamp + "." + request.text()).getBytes(UTF_8);
      byte[] key = Base64.getDecoder().decode(subscriber.secret());
      assertThat(request.header("webhook-signature"))
          .hasValue("v1," + Base64.getEncoder().encodeToString(hmac(key, text)));
    }
  }

  @Row(
      call = REQUEST,
      holds =
          "has two Standard Webhooks signatures, separated by a space, while an old token is valid",
      evidence = OURS)
  void twoSignatures() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      json("POST", subscriber.path() + "/generate-token", "{\"overlapHours\":1}").is(200);
      plain("a.bin");
      assertThat(subscriber.request().header("webhook-signature").orElse(""))
          .matches("v1,[^ ]+ v1,[^ ]+");
    }
  }

  @Row(
      call = REQUEST,
      holds = "`X-Hook-Event` is the event's type, `X-Hook-Attempt` the number of the attempt",
      evidence = OURS)
  void ourHeaders() {
    Received request = request();
    assertThat(request.header("X-Hook-Event")).hasValue("asset_create");
    assertThat(request.header("X-Hook-Attempt")).hasValue("1");
  }

  @Row(
      call = REQUEST,
      holds =
          "a receiver can verify the JSON that it parsed and serialized again: the bytes are the"
              + " same",
      evidence = DOCUMENTS)
  void parsedAndPrintedAgain() {
    Received request = request();
    assertThat(Subscriber.json(request).toString()).isEqualTo(request.text());
  }
}
