package dev.carillon.hooks.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesSecretCipherTest {

  private final SecretKeys.Key first = SecretKeys.Key.random();
  private final SecretKeys.Key second = SecretKeys.Key.random();
  private final AesSecretCipher cipher = with(first);

  private static AesSecretCipher with(SecretKeys.Key... keys) {
    return new AesSecretCipher(SecretKeys.of(List.of(keys)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token+/=", "ünï 😀 \u0000"})
  void whatWasEncryptedIsDecrypted(String text) {
    assertThat(cipher.decrypt(cipher.encrypt(text))).isEqualTo(text);
  }

  @Test
  void theTextCannotBeReadAndNeverLooksTheSameTwice() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String stored = new String(cipher.encrypt("the secret"), StandardCharsets.ISO_8859_1);
      assertThat(stored).doesNotContain("secret");
      assertThat(seen.add(stored)).isTrue();
    }
  }

  @Test
  void everyChangedByteIsNoticed() {
    byte[] good = cipher.encrypt("token");
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> cipher.decrypt(bad)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void everyCutIsNoticed() {
    byte[] good = cipher.encrypt("token");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> cipher.decrypt(cut)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anotherKeyCannotReadItAndTheMessageNamesTheMissingOne() {
    byte[] encrypted = cipher.encrypt("token");
    assertThatThrownBy(() -> with(second).decrypt(encrypted))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(first.id());
  }

  @Test
  void aWrongKeyUnderTheRightIdIsNoticed() {
    byte[] encrypted = cipher.encrypt("token");
    AesSecretCipher impostor = with(new SecretKeys.Key(first.id(), second.key()));
    assertThatThrownBy(() -> impostor.decrypt(encrypted))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(first.id());
  }

  @Test
  void afterAKeyWasPutInFrontTheOldTextsStayReadable() {
    byte[] old = cipher.encrypt("token");
    AesSecretCipher both = with(second, first);

    assertThat(both.keyId()).isEqualTo(second.id());
    assertThat(both.decrypt(old)).isEqualTo("token");
    assertThatThrownBy(() -> cipher.decrypt(both.encrypt("token")))
        .hasMessageContaining(second.id());
  }

  @Test
  void aKeyFileThatGoesWhileItIsUsedIsNotMadeAnewAndItsKeyIsKept(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("secret.key");
    AesSecretCipher opened = AesSecretCipher.open(file);
    byte[] before = opened.encrypt("token");
    Files.delete(file);

    byte[] after = opened.encrypt("other");

    assertThat(file).doesNotExist();
    assertThat(AesSecretCipher.keyIdOf(after)).isEqualTo(AesSecretCipher.keyIdOf(before));
    assertThat(opened.decrypt(before)).isEqualTo("token");
  }

  @Test
  void nothingPrintsAKey() {
    assertThat(first.toString()).isEqualTo("Key[" + first.id() + "]");
    assertThat(SecretKeys.of(List.of(first, second)).toString())
        .isEqualTo("SecretKeys[" + first.id() + ", " + second.id() + "]");
  }
}
