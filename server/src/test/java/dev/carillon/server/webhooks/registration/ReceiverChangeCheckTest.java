package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverChangeCheckTest {

  private static final Webhook PLAIN =
      Webhook.of("n", "https://shop.example.com/hook", Webhook.Subscription.to(), Instant.EPOCH);
  private static final Webhook CERTIFIED = PLAIN.showing(new ClientCertificate("a chain", "a key"));
  private static final LoginDraft NO_LOGIN = new LoginDraft(ReceiverLogin.NONE, false);
  private static final Map<String, String> MASKED = Map.of("X-Key", CustomHeaders.MASK);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.com/hook",
        "https://SHOP.example.com:443/other?a=b",
        "https://shop.example.com./"
      })
  void atTheSameReceiverNothingIsAskedFor(String url) {
    assertThatCode(() -> new ReceiverChangeCheck(CERTIFIED, url).check(MASKED, false, NO_LOGIN))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example.com/hook",
        "https://shop.example.com:8443/hook",
        "https://shop.example.com.evil.example/hook",
        "https://example.com/hook",
        "no url at all"
      })
  void atAnotherOneEachSecretMustComeAgain(String url) {
    assertThatThrownBy(() -> new ReceiverChangeCheck(CERTIFIED, url).check(MASKED, false, NO_LOGIN))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("'url'")
        .hasMessageContaining("https://shop.example.com)")
        .hasMessageContaining("customHeaders.X-Key, clientCertificatePem, clientKeyPem");
    assertThatThrownBy(
            () -> new ReceiverChangeCheck(CERTIFIED, url).check(Map.of(), false, NO_LOGIN))
        .isInstanceOf(Problem.class);
    assertThatThrownBy(() -> new ReceiverChangeCheck(PLAIN, url).check(MASKED, true, NO_LOGIN))
        .isInstanceOf(Problem.class);
    assertThatCode(
            () ->
                new ReceiverChangeCheck(CERTIFIED, url)
                    .check(Map.of("X-Key", "new"), true, NO_LOGIN))
        .doesNotThrowAnyException();
  }

  @Test
  void whoHasNoSecretsMovesFreely() {
    assertThatCode(
            () ->
                new ReceiverChangeCheck(PLAIN, "http://elsewhere/")
                    .check(Map.of(), false, NO_LOGIN))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example.com/hook, https://id.example.com/other, ''",
    "https://shop.example.com/hook, https://id.example.net/token, authentication.tokenUrl",
    "https://shop.example.com/hook, http://id.example.com/token, authentication.tokenUrl",
    "https://elsewhere.example.com/, https://id.example.com/token, authentication.clientSecret"
  })
  void theSecretOfALoginStaysWithItsReceiverAndItsTokenEndpoint(
      String url, String tokenUrl, String named) {
    Webhook before = PLAIN.toBuilder().login(login("https://id.example.com/token", "s")).build();
    ReceiverLogin after = login(tokenUrl, CustomHeaders.MASK);
    ReceiverChangeCheck check = new ReceiverChangeCheck(before, url);
    if (named.isEmpty()) {
      assertThatCode(() -> check.check(Map.of(), false, new LoginDraft(after, false)))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> check.check(Map.of(), false, new LoginDraft(after, false)))
          .isInstanceOf(Problem.class)
          .hasMessageContaining(named);
    }
    assertThatCode(() -> check.check(Map.of(), false, new LoginDraft(after, true)))
        .as("with a new secret")
        .doesNotThrowAnyException();
    assertThatCode(() -> check.check(Map.of(), false, new LoginDraft(ReceiverLogin.NONE, true)))
        .as("without a login")
        .doesNotThrowAnyException();
  }

  private static ReceiverLogin login(String tokenUrl, String secret) {
    return new ReceiverLogin(tokenUrl, "carillon", secret, "", "", ClientProof.BASIC);
  }
}
