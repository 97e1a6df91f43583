package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The eight samples of {@code samples/verify}, each with genuine and forged requests. */
@Tag("long")
class VerifySamplesTest {

  private static final String BODY =
      "{\"timestamp\":1591271532123,\"type\":\"asset_create\",\"name\":\"été 🎉.jpg\"}";

  private static final Map<VerifyProgram, List<String>> COMMANDS = new HashMap<>();

  private final Secret secret = Secret.random();
  private final Instant now = Instant.now();
  private final SignedSample good = SignedSample.of(secret, now, BODY);

  @TempDir static Path temp;

  @ParameterizedTest
  @EnumSource
  void genuineRequestsAreTold(VerifyProgram sample) {
    List<String> command = COMMANDS.computeIfAbsent(sample, each -> each.command(temp));
    SignedSample other = SignedSample.of(Secret.random(), now, BODY);
    String both = other.header("webhook-signature") + " " + good.header("webhook-signature");
    for (SignedSample each :
        List.of(
            good,
            good.with("webhook-signature", both),
            SignedSample.of(secret, now.minusSeconds(240), BODY),
            SignedSample.of(secret, now, ""))) {
      assertThat(VerifyProgram.answer(command, secret.token(), each)).as("%s", each).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgedRequestsAreTold(VerifyProgram sample) {
    List<String> command = COMMANDS.computeIfAbsent(sample, each -> each.command(temp));
    SignedSample other = SignedSample.of(Secret.random(), now, BODY);
    for (SignedSample each :
        List.of(
            good.withBody(BODY + " "),
            good.withBody(""),
            other,
            good.with("webhook-id", ""),
            good.with("webhook-id", other.header("webhook-id") + "x"),
            good.with("webhook-timestamp", ""),
            good.with("webhook-timestamp", "soon"),
            good.with("webhook-timestamp", Long.toString(now.getEpochSecond() + 1)),
            good.with("webhook-signature", ""),
            good.with("webhook-signature", "v1,"),
            good.with("webhook-signature", good.header("x-hook-signature")),
            SignedSample.of(secret, now.minusSeconds(310), BODY),
            SignedSample.of(secret, now.plusSeconds(430), BODY))) {
      assertThat(VerifyProgram.answer(command, secret.token(), each)).as("%s", each).isEqualTo(1);
    }
  }
}
