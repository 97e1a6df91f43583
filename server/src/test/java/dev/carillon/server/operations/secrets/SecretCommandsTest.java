package dev.carillon.server.operations.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.ServerWithShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCommandsTest {

  @TempDir private Path folder;

  @Test
  void aPasswordIsEncryptedFromStandardInputAndCountsAfterTheNextStart() throws Exception {
    String home;
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      home = server.home().toString();
      Carillon shell = server.shell();
      JsonNode rekeyed = shell.run("secrets", "rekey", "--json").is(0).json();
      assertThat(shell.run("secrets", "keys").is(0).out()).contains(rekeyed.path("keyId").asText());
    }
    Carillon shell = new Carillon(folder);
    Carillon.Ended encrypted =
        shell.runWith("a-mail-password\n", "secrets", "encrypt", "--home", home).is(0);
    assertThat(encrypted.out()).startsWith("enc:").doesNotContain("a-mail-password");
    assertThat(shell.runWith("", "secrets", "encrypt", "--home", home).code()).isEqualTo(2);
    Path properties = Path.of(home, "config", "node.properties");
    Files.writeString(
        properties, "\nsmtpPassword=" + encrypted.out().strip() + "\n", StandardOpenOption.APPEND);
    assertThat(doctor(shell, home)).contains("no plain-text password");
    Files.writeString(properties, "\nsmtpUsername=x\n", StandardOpenOption.APPEND);
    Files.writeString(
        properties, Files.readString(properties).replaceAll("smtpPassword=.*", "smtpPassword=x"));
    assertThat(doctor(shell, home)).contains("contains a plain-text password");
    Files.setPosixFilePermissions(properties, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(doctor(shell, home)).contains("other users may read the password in it");
  }

  private static String doctor(Carillon shell, String home) {
    return shell.run("doctor", "--home", home).out();
  }
}
