package dev.carillon.hooks.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeyFileTest {

  private static final String KEY = "A".repeat(43) + "=";

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = home.resolve("config/secret.key");
  }

  @Test
  void theFirstStartMakesAKeyThatOnlyTheOwnerCanRead() throws IOException {
    AesSecretCipher cipher = AesSecretCipher.open(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains(cipher.keyId() + " ");
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void theNextStartReadsTheSameKey() throws IOException {
    byte[] encrypted = AesSecretCipher.open(file).encrypt("token");

    assertThat(AesSecretCipher.open(file).decrypt(encrypted)).isEqualTo("token");
  }

  @Test
  void serversThatStartAtOnceUseOneKey() throws Exception {
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      starts.add(() -> SecretKeyFile.open(file).current());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
      List<String> ids = new ArrayList<>();
      for (var started : threads.invokeAll(starts)) {
        ids.add(started.get());
      }
      assertThat(ids).hasSize(16).containsOnly(SecretKeyFile.open(file).current());
    }
  }

  @Test
  void theFirstKeyInTheFileIsTheCurrentOne() throws IOException {
    write("# old and new\n\n  0000000b\t" + KEY + "\r\n0000000a " + KEY + "\n");

    SecretKeys keys = SecretKeyFile.open(file);

    assertThat(keys.current()).isEqualTo("0000000b");
    assertThat(keys.find("0000000a")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw--w----", "rwxrwxrwx", "r--r-----"})
  void aFileThatOthersMayReadOrWriteIsRefused(String permissions) throws IOException {
    SecretKeyFile.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> SecretKeyFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--------", "rw-------", "rwx------"})
  void aFileForTheOwnerAloneIsRead(String permissions) throws IOException {
    String id = SecretKeyFile.open(file).current();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThat(SecretKeyFile.open(file).current()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "0000000a\n",
        "0000000a AAAA\n",
        "0000000a not*base64\n",
        "0000000A AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "0a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "0000000a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= more\n",
        """
        0000000a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        0000000a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        """
      })
  void aBrokenFileIsRefusedWithoutPrintingWhatIsInIt(String text) throws IOException {
    write(text);

    assertThatThrownBy(() -> SecretKeyFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("AAAA");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  private void write(String text) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        text);
  }
}
