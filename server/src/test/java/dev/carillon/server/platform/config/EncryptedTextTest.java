package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.http.ProxySettings;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords that stand encrypted in {@code node.properties}. */
class EncryptedTextTest {

  @TempDir Path home;

  @Test
  void encryptedPasswordsAreReadWithTheHomesKey() throws IOException {
    ServerConfig before = read(Map.of());
    assertThat(Files.getPosixFilePermissions(before.nodeProperties()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    AesSecretCipher cipher = AesSecretCipher.open(before.secretKeys());
    String mail = EncryptedText.of("mail-password", cipher);
    String proxy = EncryptedText.of("proxy-password", cipher);
    String text =
        "smtpServer=mail:25\nsmtpPassword=%s\noutboundProxy=p:1\noutboundProxyPassword=%s\n"
            .formatted(mail, proxy);
    Files.writeString(before.nodeProperties(), text);
    ServerConfig config = read(Map.of());
    assertThat(config.mail().password()).isEqualTo("mail-password");
    assertThat(((ProxySettings.Proxy) config.outbound()).password()).isEqualTo("proxy-password");
    assertThat(config.toString()).doesNotContain("mail-password").doesNotContain("proxy-password");
    assertThat(EncryptedText.keyIds(text)).containsExactly(cipher.keyId(), cipher.keyId());
  }

  @Test
  void whatTheKeyDoesNotFitIsRefusedWithoutAGuess() throws IOException {
    Path properties = read(Map.of()).nodeProperties();
    String other =
        EncryptedText.of("x", AesSecretCipher.open(home.resolve("elsewhere/secret.key")));
    for (String value : new String[] {other, "enc:", "enc:%%%", "enc:AAAA"}) {
      Files.writeString(properties, "smtpPassword=" + value + "\n");
      assertThatThrownBy(() -> read(Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("smtpPassword")
          .hasMessageContaining("carillon secrets encrypt");
    }
  }

  @Test
  void theKeyMayComeFromTheEnvironment() throws IOException {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    ServerConfig config = read(Map.of(ServerConfig.SECRET_KEY, key));
    assertThat(config.secretKeys()).isInstanceOf(SecretKeySource.InText.class);
    assertThat(config.toString()).doesNotContain(key);
    byte[] encrypted = AesSecretCipher.open(config.secretKeys()).encrypt("token");
    String two = "0a1b2c3d:" + Base64.getEncoder().encodeToString(bytes()) + "," + key;
    AesSecretCipher both =
        AesSecretCipher.open(read(Map.of(ServerConfig.SECRET_KEY, two)).secretKeys());
    assertThat(both.keyId()).isEqualTo("0a1b2c3d");
    assertThat(both.decrypt(encrypted)).isEqualTo("token");
    assertThat(home.resolve("config/secret.key")).doesNotExist();
    Path file = home.resolve("safe/other.key");
    assertThat(
            AesSecretCipher.open(
                    read(Map.of(ServerConfig.SECRET_KEY, file.toString())).secretKeys())
                .keyId())
        .hasSize(8);
    assertThat(file).exists();
    assertThatThrownBy(() -> read(Map.of(ServerConfig.SECRET_KEY, "c2hvcnQ=")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(ServerConfig.SECRET_KEY)
        .hasMessageNotContaining("c2hvcnQ");
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[32];
    bytes[0] = 1;
    return bytes;
  }

  private ServerConfig read(Map<String, String> environment) {
    return ServerConfig.read(Map.of("home", home.toString()), environment);
  }
}
