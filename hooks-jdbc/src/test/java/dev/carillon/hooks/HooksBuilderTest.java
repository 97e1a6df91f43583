package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.carillon.hooks.delivery.HooksException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import javax.sql.DataSource;
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
    refused(() -> builder().key("AAAA"), "key is refused: a key must be 32 bytes in base64");
    refused(() -> builder().key("no base64!"), "openssl rand -base64 32 makes one");
    refused(() -> builder().node(" "), "node is \" \"; allowed are 1 to 100 characters");
    refused(
        () -> builder().tablePrefix("My-Tables"),
        "tablePrefix is \"My-Tables\"; allowed are up to 20");
    refused(() -> builder().schema("pg_mine"), "schema is \"pg_mine\"; allowed are");
    refused(() -> builder().retention(Duration.ZERO), "retention is PT0S; allowed is more than");
    refused(() -> builder().allow("10.0.0.1/8"), "10.0.0.1/8 has bits after its prefix");
    refused(
        () -> builder().allow("10.0.0.0/8", "intranet"),
        "allow has \"intranet\" (not an address: intranet); allowed are ranges of addresses");
    refused(
        () -> builder().key(new byte[32]).sender(new Sent()).allowLoopback().start(),
        "sender is set, and so are networks to allow");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
  }

  /** Not where it is used, minutes later. */
  @Test
  void aDatabaseThatIsNullIsNamedAtOnce() {
    assertThatNullPointerException()
        .isThrownBy(() -> Hooks.builder(nothing(DataSource.class)))
        .withMessage("dataSource is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Hooks.builder(nothing(Path.class)))
        .withMessage("sqliteFile is null");
  }

  /** What a program without checks for null gives. */
  @SuppressWarnings("NullAway")
  private static <T> T nothing(Class<T> type) {
    return type.cast(null);
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
              StringWriter trace = new StringWriter();
              refused.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("s3cret");
            });
  }

  /** As when a key is replaced: secrets that the old one encrypted are still read. */
  @Test
  void oneOfSeveralKeysDecrypts() {
    String old = Base64.getEncoder().encodeToString(new byte[32]);
    byte[] newer = new byte[32];
    newer[0] = 1;
    try (Hooks hooks = builder().key(old).sender(new Sent()).start()) {
      HooksFixture.register(hooks);
    }
    String both = Base64.getEncoder().encodeToString(newer) + "," + old;
    try (Hooks hooks = builder().key(both).sender(new Sent()).start()) {
      assertThat(hooks.webhooks().list()).hasSize(1);
    }
  }

  @Test
  void aKeyFileThatWasMadeForNothingIsNamed() {
    Path file = folder.resolve("new.key");
    try (Hooks hooks = builder().key(new byte[32]).sender(new Sent()).start()) {
      HooksFixture.register(hooks);
    }
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> builder().key(file).sender(new Sent()).start())
        .withMessageContaining("the new key file " + file + " was made: remove it");
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> builder().key(file).sender(new Sent()).start())
        .withMessageEndingWith("no webhook was changed");
  }

  @Test
  void aKeyFileIsMadeAndUsedAgain() {
    Path file = folder.resolve("secret.key");
    try (Hooks hooks = builder().key(file).sender(new Sent()).start()) {
      HooksFixture.register(hooks);
    }
    assertThat(file).exists();
    try (Hooks hooks = builder().key(file).sender(new Sent()).start()) {
      assertThat(hooks.webhooks().list()).hasSize(1);
    }
  }
}
