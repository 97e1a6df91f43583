package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a builder refuses, and how it says so. */
class HooksBuilderTest {

  @TempDir Path folder;

  private HooksBuilder builder() {
    return Hooks.builder(folder.resolve("shop.db"));
  }

  @Test
  void wrongSettingsAreNamedWithWhatIsAllowed() {
    refused(() -> builder().key(new byte[31]), "key has 31 bytes; allowed are 32");
    refused(() -> builder().key("AAAA"), "key has 3 bytes; allowed are 32");
    refused(() -> builder().key("no base64!"), "key is no Base64; allowed are 32 random bytes");
    refused(() -> builder().node(" "), "node is \" \"; allowed are 1 to 100 characters");
    refused(() -> builder().tablePrefix("My-Tables"), "tablePrefix is \"My-Tables\"; allowed are");
    refused(() -> builder().schema("pg_mine"), "schema is \"pg_mine\"; allowed are");
    refused(() -> builder().retention(Duration.ZERO), "retention is PT0S; allowed is more than");
    refused(() -> builder().allow("10.0.0.1/8"), "10.0.0.1/8 has bits after its prefix");
    refused(
        () -> builder().key(new byte[32]).sender(new Sent()).allowLoopback().start(),
        "sender is set, and so are networks to allow");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
  }

  @Test
  void aKeyIsNeeded() {
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().start())
        .withMessageContaining("no key is set")
        .withMessageContaining("openssl rand -base64 32");
  }

  /** A message may end in a log. */
  @Test
  void aRefusedKeyIsNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().key("s3cret!s3cret!"))
        .satisfies(
            refused -> {
              assertThat(refused).hasNoCause();
              assertThat(refused.getMessage()).doesNotContain("s3cret");
            });
  }

  @Test
  void aKeyFileIsMadeAndUsedAgain() {
    Path file = folder.resolve("secret.key");
    try (Hooks hooks = builder().key(file).sender(new Sent()).start()) {
      HooksRules.register(hooks);
    }
    assertThat(file).exists();
    try (Hooks hooks = builder().key(file).sender(new Sent()).start()) {
      assertThat(hooks.webhooks().list()).hasSize(1);
    }
  }
}
