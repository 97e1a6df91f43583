package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.SigningKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The samples of {@code samples/verify/ed25519}, each with genuine and forged requests. */
@Tag("long")
class Ed25519SamplesTest {

  private static final String BODY = "{\"type\":\"asset_create\",\"name\":\"été 🎉.jpg\"}";

  private final SigningKey key = SigningKey.random(Instant.EPOCH);
  private final SigningKey older = SigningKey.random(Instant.EPOCH);
  private final Instant now = Instant.now();

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void genuineRequestsAreAcceptedAndForgedOnesAreNot(VerifyProgram sample) {
    List<String> command = sample.ofPublicKeys(temp);
    SigningKeys keys = time -> List.of(key, older);
    SignedSample good = SignedSample.of(keys, now, BODY);
    for (String known : List.of(text(key), text(older), text(older) + " " + text(key))) {
      assertThat(VerifyProgram.answer(command, "PUBLIC_KEY", known, good)).as(known).isZero();
    }
    String stranger = text(SigningKey.random(now));
    assertThat(VerifyProgram.answer(command, "PUBLIC_KEY", stranger, good)).isEqualTo(1);
    String secret = good.header("webhook-signature").split(" ")[0];
    for (SignedSample bad :
        List.of(
            good.withBody(BODY + " "),
            good.with("webhook-id", good.header("webhook-id") + "x"),
            good.with("webhook-timestamp", Long.toString(now.getEpochSecond() + 1)),
            good.with("webhook-signature", secret),
            good.with("webhook-signature", "v1a," + secret.substring(3)),
            good.with("webhook-signature", "v1a,"),
            good.with("webhook-signature", "v1a,no base64!"),
            good.with("webhook-signature", ""),
            SignedSample.of(keys, now.minusSeconds(310), BODY))) {
      assertThat(VerifyProgram.answer(command, "PUBLIC_KEY", text(key), bad))
          .as("%s", bad)
          .isEqualTo(1);
    }
  }

  private static String text(SigningKey key) {
    return "whpk_" + Base64.getEncoder().encodeToString(key.publicKey());
  }
}
