package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.carillon.hooks.webhook.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What we sign is genuine to libraries that others wrote, and what was tampered with is not. */
class VerifierLibrariesTest {

  private static final List<String> BODIES =
      List.of(
          "{}",
          "{\"type\":\"asset_create\",\"metadata\":{\"name\":\"été \uD83C\uDF89 \u2028 / \\\""
              + " \\\\\"}}",
          "{\"timestamp\":1591271532123,\"value\":0.1,\"list\":[1,2,null,\"a\\nb\"]}");

  private final Secret secret = Secret.random();
  private final Instant now = Instant.now();

  @Test
  void theJavaLibraryAcceptsWhatWeSign() throws Exception {
    for (String body : BODIES) {
      SignedSample sample = SignedSample.of(secret, now, body);

      verifyInJava(secret.token(), sample);

      assertThatThrownBy(() -> verifyInJava(Secret.random().token(), sample))
          .isInstanceOf(WebhookVerificationException.class);
      assertThatThrownBy(() -> verifyInJava(secret.token(), sample.withBody(body + " ")))
          .isInstanceOf(WebhookVerificationException.class);
    }
  }

  @Test
  void theJavaLibraryAcceptsEitherSecretDuringAnOverlap() throws Exception {
    Secret rotated = secret.rotated(now, now.plusSeconds(60));
    SignedSample sample = SignedSample.of(rotated, now, BODIES.getFirst());

    verifyInJava(secret.token(), sample);
    verifyInJava(rotated.token(), sample);
  }

  @Test
  void theNodeLibrariesAcceptWhatWeSign() throws Exception {
    NodeVerifier verifier = new NodeVerifier();
    for (String body : BODIES) {
      verifier.add(secret.token(), SignedSample.of(secret, now, body));
    }

    assertThat(verifier.verdict()).isEqualTo("{\"ok\":3,\"bad\":0,\"faults\":[]}");
  }

  @Test
  void theNodeLibrariesRefuseWhatWasTamperedWith() throws Exception {
    NodeVerifier verifier = new NodeVerifier();
    SignedSample sample = SignedSample.of(secret, now, BODIES.getLast());
    verifier.add(secret.token(), sample.withBody(sample.body().replace("0.1", "0.2")));
    verifier.add(Secret.random().token(), SignedSample.of(secret, now, BODIES.getLast()));
    verifier.add(secret.token(), SignedSample.of(secret, now, BODIES.getLast()));

    String verdict = verifier.verdict();

    assertThat(verdict).startsWith("{\"ok\":1,\"bad\":2,");
    for (String name : List.of("standardwebhooks", "svix", "x-hook-signature")) {
      assertThat(verdict.split(name + ": ", -1)).as(name).hasSize(3);
    }
  }

  @Test
  void theNodeLibrariesAcceptEitherSecretDuringAnOverlap() throws Exception {
    Secret rotated = secret.rotated(now, now.plusSeconds(60));
    NodeVerifier verifier = new NodeVerifier("standardwebhooks", "svix");
    verifier.add(secret.token(), SignedSample.of(rotated, now, BODIES.getFirst()));
    verifier.add(rotated.token(), SignedSample.of(rotated, now, BODIES.getFirst()));

    assertThat(verifier.verdict()).startsWith("{\"ok\":2,\"bad\":0,");
  }

  private static void verifyInJava(String token, SignedSample sample)
      throws WebhookVerificationException, EmptyWebhookSecretException {
    Map<String, List<String>> headers =
        sample.headers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    new com.standardwebhooks.Webhook("whsec_" + token).verify(sample.body(), headers);
  }
}
