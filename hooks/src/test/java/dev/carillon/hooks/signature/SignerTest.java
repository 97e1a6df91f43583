package dev.carillon.hooks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SignerTest {

  /** RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?". */
  @Test
  void hookSignatureIsHexHmacKeyedWithTheTokensText() {
    assertThat(Signer.of("Jefe").hookSignature(Payload.of("what do ya want for nothing?")))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  /** The example of the Standard Webhooks specification's reference libraries. */
  @Test
  void standardSignatureIsThatOfTheSpecification() {
    assertThat(
            Signer.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .standardSignature(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    Payload.of("{\"test\": 2432232314}")))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void theTwoKeysDiffer() {
    String token = Base64.getEncoder().encodeToString("key".getBytes(StandardCharsets.UTF_8));
    assertThat(Signer.of(token).hookSignature(Payload.of("x")))
        .isNotEqualTo(Signer.of("key").hookSignature(Payload.of("x")));
  }
}
