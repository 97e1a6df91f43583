package dev.carillon.hooks.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String OTHER = "OTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void aRequestIsKeptAsItCame() throws Exception {
    assertThat(send(signed(SECRET, "{\"item\":\"Glöckchen\"}")).statusCode()).isEqualTo(204);

    ReceivedWebhook request = receiver.next();
    assertThat(request.text()).isEqualTo("{\"item\":\"Glöckchen\"}");
    assertThat(request.type()).isEqualTo("order.placed");
    assertThat(request.deliveryId()).isEqualTo("2aUyqjCzEIiEcYMKj7TZtw");
    assertThat(request.attempt()).isEqualTo(3);
    assertThat(request.path()).isEqualTo("/hook");
    assertThat(request.header("X-Hook-Event")).contains("order.placed");
    assertThat(receiver.received()).containsExactly(request);
  }

  @Test
  void whatIsSignedWithTheSecretIsAccepted() throws Exception {
    verifying();
    assertThat(send(signed(SECRET, "{}")).statusCode()).isEqualTo(204);
    assertThat(receiver.next().text()).isEqualTo("{}");
  }

  @Test
  void whatIsSignedWithAnotherSecretIsRefusedAndTheNextWaitFails() throws Exception {
    verifying();
    assertThat(send(signed(OTHER, "{}")).statusCode()).isEqualTo(401);
    assertThat(receiver.received()).isEmpty();
    assertThatThrownBy(receiver::next)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("X-Hook-Signature: it was not made with the receiver's secret")
        .hasMessageContaining("order.placed")
        .hasMessageNotContaining(OTHER);
  }

  @Test
  void aChangedBodyIsRefused() throws Exception {
    verifying();
    HttpRequest.Builder changed =
        signed(SECRET, "{\"sum\":1}").POST(BodyPublishers.ofString("{\"sum\":9}"));
    assertThat(send(changed).statusCode()).isEqualTo(401);
  }

  @Test
  void theStandardSignatureIsCheckedToo() throws Exception {
    verifying();
    HttpRequest.Builder forged = signed(SECRET, "{}").setHeader("webhook-id", "another");
    assertThat(send(forged).statusCode()).isEqualTo(401);
    assertThatThrownBy(receiver::next).hasMessageContaining("webhook-signature: it was not made");
  }

  @Test
  void whatIsSignedWithAKnownPublicKeyIsAccepted() throws Exception {
    SigningKey key = SigningKey.random(NOW);
    receiver.clock(() -> NOW);
    receiver.publicKeys(text(SigningKey.random(NOW)), text(key));
    assertThat(send(signedBy(key, "{}")).statusCode()).isEqualTo(204);
    receiver.jwks(set(key));
    assertThat(send(signedBy(key, "{}")).statusCode()).isEqualTo(204);
    receiver.secrets(SECRET);
    assertThat(send(signedBy(key, "{}")).statusCode()).isEqualTo(204);
    assertThat(receiver.next(3, Duration.ofSeconds(10))).hasSize(3);
  }

  @Test
  void whatIsChangedOrSignedWithAnUnknownKeyIsRefused() throws Exception {
    SigningKey key = SigningKey.random(NOW);
    receiver.clock(() -> NOW);
    receiver.jwks(set(key));
    HttpRequest.Builder tampered =
        signedBy(key, "{\"sum\":1}").POST(BodyPublishers.ofString("{\"sum\":9}"));
    assertThat(send(tampered).statusCode()).isEqualTo(401);
    assertThat(send(signedBy(key, "{}").setHeader("webhook-id", "another")).statusCode())
        .isEqualTo(401);
    assertThat(send(signedBy(SigningKey.random(NOW), "{}")).statusCode()).isEqualTo(401);
    assertThat(receiver.received()).isEmpty();
    assertThatThrownBy(receiver::next)
        .hasMessageContaining("its v1a was not made with a public key of the receiver");
  }

  @Test
  void aRequestWithoutTheSignatureOfAKeyIsRefusedWithWhatToDo() throws Exception {
    receiver.clock(() -> NOW);
    receiver.publicKeys(text(SigningKey.random(NOW)));
    assertThat(send(signed(SECRET, "{}")).statusCode()).isEqualTo(401);
    assertThatThrownBy(receiver::next)
        .hasMessageContaining("it has no v1a; register the webhook with signedByEd25519(true)");
  }

  @Test
  void whatIsNoPublicKeyIsRefusedWithItsText() {
    assertThatThrownBy(() -> receiver.publicKeys("whpk_AAAA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("public key: 'whpk_AAAA' is none of Ed25519; it must be whpk_ and");
    for (String empty : new String[] {"{\"keys\":[]}", "{\"keys\":[{\"crv\":\"P-256\"}]}"}) {
      assertThatThrownBy(() -> receiver.jwks(empty))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("jwks: '" + empty + "' has no key with");
    }
  }

  @Test
  void anOldRequestThatIsSentAgainIsRefused() throws Exception {
    verifying();
    receiver.clock(() -> NOW.plus(Duration.ofMinutes(6)));
    assertThat(send(signed(SECRET, "{}")).statusCode()).isEqualTo(401);
    assertThatThrownBy(receiver::next).hasMessageContaining("differs from the receiver's clock");
  }

  @Test
  void oneOfSeveralSecretsIsEnough() throws Exception {
    verifying();
    receiver.secrets(OTHER, SECRET);
    assertThat(send(signed(SECRET, "{}")).statusCode()).isEqualTo(204);
  }

  @Test
  void itRespondsByItsScriptAndRepeatsTheLastResponse() throws Exception {
    receiver.respond(503, 429, 200);
    for (int status : new int[] {503, 429, 200, 200}) {
      assertThat(send(signed(SECRET, "{}")).statusCode()).isEqualTo(status);
    }
    receiver.respond(
        request -> ScriptedResponse.status(429).header("Retry-After", "7").body(request.type()));
    HttpResponse<String> response = send(signed(SECRET, "{}"));
    assertThat(response.headers().firstValue("Retry-After")).contains("7");
    assertThat(response.body()).isEqualTo("order.placed");
  }

  @Test
  void itCanCloseTheConnectionInsteadOfResponding() {
    receiver.respond(request -> ScriptedResponse.closed());
    assertThatThrownBy(() -> send(signed(SECRET, "{}"))).isInstanceOf(IOException.class);
    assertThat(receiver.next().type()).isEqualTo("order.placed");
  }

  @Test
  void whereNoRequestComesTheWaitFailsAfterItsTime() throws Exception {
    send(signed(SECRET, "{}"));
    assertThatThrownBy(() -> receiver.next(2, Duration.ofMillis(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("The receiver got 1 of 2 requests within 50 ms, 0 before them");
    assertThat(receiver.next(1, Duration.ofSeconds(5))).hasSize(1);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    HttpRequest.Builder large =
        signed(SECRET, "{}")
            .POST(BodyPublishers.ofByteArray(new byte[WebhookReceiver.BODY_BYTES_MAX + 1]));
    assertThat(send(large).statusCode()).isEqualTo(413);
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void aStatusThatNoResponseHasIsRefused() {
    assertThatThrownBy(() -> receiver.respond(204, 99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status: 99; a response has a status from 200 to 599");
    assertThatThrownBy(() -> receiver.respond())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("statuses: none");
  }

  private void verifying() {
    receiver.clock(() -> NOW);
    receiver.secrets(SECRET);
  }

  private HttpRequest.Builder signed(String secret, String body) {
    Signer signer = Signer.of(secret);
    String id = "2aUyqjCzEIiEcYMKj7TZtw";
    return HttpRequest.newBuilder(URI.create(receiver.url()))
        .header("X-Hook-Event", "order.placed")
        .header("X-Hook-Attempt", "3")
        .header("X-Hook-Signature", signer.hookSignature(Payload.of(body)))
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
        .header(
            "webhook-signature",
            signer.standardSignature(id, NOW.getEpochSecond(), Payload.of(body)))
        .POST(BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder signedBy(SigningKey key, String body) {
    String id = "2aUyqjCzEIiEcYMKj7TZtw";
    byte[] before = (id + "." + NOW.getEpochSecond() + ".").getBytes(UTF_8);
    String v1 = signed(SECRET, body).build().headers().firstValue("webhook-signature").orElse("");
    String v1a = new String(key.signed(before, body.getBytes(UTF_8)), UTF_8);
    return signed(SECRET, body).setHeader("webhook-signature", v1 + " " + v1a);
  }

  private static String text(SigningKey key) {
    return "whpk_" + Base64.getEncoder().encodeToString(key.publicKey());
  }

  /** A key set with a key for something else before it. */
  private static String set(SigningKey key) {
    return """
        {"keys": [{"kty":"EC","crv":"P-256","x":"AAAA"},
          {"kty": "OKP", "x" : "%s", "crv" : "Ed25519"}]}
        """
        .formatted(key.coordinate());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
