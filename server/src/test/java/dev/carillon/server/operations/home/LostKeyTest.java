package dev.carillon.server.operations.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeyFile;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home whose key does not fit its database is told so, and can be made to work again. */
class LostKeyTest {

  @TempDir private Path folder;

  @OnEachDatabase
  void aServerRefusesSecretsThatItCannotReadUntilTheyAreReset(TestDatabase kind) throws Exception {
    Path home = folder.resolve("home");
    String database = kind.fresh();
    String jdbc =
        kind == TestDatabase.SQLITE ? "jdbc:sqlite:" + home.resolve("data/carillon.db") : database;
    Path key = home.resolve("config/secret.key");
    try (RecordedServer server = new RecordedServer(home, database)) {
      JsonNode webhook = server.admin().get("/services/admin/webhook").json().path(0);
      String id = webhook.path("id").asText();
      String path = "/services/admin/webhook/" + id;
      server.admin().json("PUT", path, "{\"customHeaders\": {\"X-Key\": \"v\"}}").is(200);
      server.stop();
      String starts = starts(jdbc, kind);
      String needed = AesSecretCipher.open(key).keyId();
      Path kept = Files.move(key, folder.resolve("kept.key"));

      assertThatThrownBy(server::start)
          .hasMessageContainingAll(
              "secrets of 1 webhook", "key " + needed, key + " does not exist", "secrets reset");
      assertThat(key).doesNotExist();
      assertThat(starts(jdbc, kind)).as("the lease was not taken").isEqualTo(starts);
      assertThat(Typed.run("doctor", "--home", home.toString()).is(1).out())
          .contains(key + " does not exist, and no start creates it")
          .doesNotContain("the next start creates it");
      assertThat(Typed.run("secrets", "reset", "--home", home.toString()).is(2).err())
          .contains("Use --yes");
      assertThat(key).as("nobody agreed to another key").doesNotExist();
      String before = starts(jdbc, kind);
      String found = SecretKeyFile.open(key).current();
      assertThatThrownBy(server::start)
          .hasMessageContainingAll("key " + needed, key + " holds key " + found, home.toString());
      assertThat(starts(jdbc, kind)).as("the lease was not taken").isEqualTo(before);
      assertThat(Typed.run("doctor", "--home", home.toString()).is(1).out())
          .contains("key " + needed, "holds key " + found);

      String secret = look(jdbc, "select secret from webhooks");
      Typed asked = Typed.run("secrets", "reset", "--home", home.toString());
      assertThat(asked.is(2).err()).contains("1 webhook cannot be decrypted", "Use --yes");
      assertThat(look(jdbc, "select secret from webhooks")).isEqualTo(secret);
      Files.move(key, folder.resolve("new.key"));
      Files.copy(kept, key, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(Typed.run("secrets", "reset", "--yes", "--home", home.toString()).is(0).out())
          .contains("Nothing was reset");
      Files.delete(key);
      Files.move(folder.resolve("new.key"), key);
      assertThat(Typed.run("secrets", "reset", "--yes", "--home", home.toString()).is(0).out())
          .contains(id, "a new secret", "custom headers removed", "disabled");

      server.start();
      assertThat(server.admin().get("/api/audit", "action", "resetSecret").json().path("items"))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.at("/object/id").asText()).isEqualTo(id);
                assertThat(entry.path("via").asText()).isEqualTo("cli");
                assertThat(entry.at("/before/keyId").asText()).isEqualTo(needed);
                assertThat(entry.at("/after/keyId").asText()).isEqualTo(found);
              });
      JsonNode reset = server.admin().get(path).is(200).json();
      assertThat(reset.path("enabled").asBoolean()).isFalse();
      assertThat(reset.path("disabledReason").asText()).isEqualTo("secret_reset");
      assertThat(reset.path("disabledDetail").asText()).contains("custom headers removed");
      assertThat(reset.path("customHeaders")).isEmpty();
      assertThat(reset.path("secretToken").asText())
          .hasSize(44)
          .isNotEqualTo(webhook.path("secretToken").asText());
      server.admin().json("PUT", path + "/enable", "").is(200);
      assertThat(server.events()).isNotEmpty();
    }
  }

  @Test
  void aRestoreRefusesAnotherKeyThanTheBackupNeeds() throws Exception {
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    String needed = AesSecretCipher.open(home.resolve("config/secret.key")).keyId();
    Path backup = folder.resolve("backup");
    Typed.run("backup", backup.toString(), "--home", home.toString()).is(0);
    Path wrong = Files.createDirectories(folder.resolve("wrong"));
    String found = SecretKeyFile.open(wrong.resolve("secret.key")).current();
    Path restored = folder.resolve("restored");
    String[] restore = {
      "restore", backup.toString(), "--home", restored.toString(), "--keys", wrong.toString()
    };
    assertThat(Typed.run(restore).is(5).err())
        .contains("nothing was restored", "key " + needed, "holds key " + found);
    assertThat(restored.resolve("data")).doesNotExist();
    assertThat(restored.resolve("files")).doesNotExist();
    restore[5] = folder.resolve("none").toString();
    assertThat(Typed.run(restore).is(0).err()).contains("put secret.key");
    assertThatThrownBy(
            () ->
                dev.carillon.server.Server.start(
                    ServerConfig.read(Map.of("home", restored.toString(), "port", "0"), Map.of())))
        .hasMessageContainingAll("key " + needed, "does not exist");
    assertThat(restored.resolve("config/secret.key")).doesNotExist();
  }

  @Test
  void anEncryptedPasswordNamesTheKeyItNeedsAndCanBeWrittenAnew() throws Exception {
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    Path key = home.resolve("config/secret.key");
    AesSecretCipher cipher = AesSecretCipher.open(key);
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(cipher.encrypt("a-password"));
    Files.writeString(
        home.resolve("config/node.properties"),
        "\nsmtpPassword=enc:" + text + "\n",
        StandardOpenOption.APPEND);
    Map<String, String> options = Map.of("home", home.toString());
    assertThat(ServerConfig.read(options, Map.of()).mail().password()).isEqualTo("a-password");
    String needed = cipher.keyId();
    Files.delete(key);
    assertThatThrownBy(() -> ServerConfig.read(options, Map.of()))
        .hasMessageContainingAll(
            "'smtpPassword'", "key " + needed, key + " does not exist", "secrets encrypt");
    assertThat(key).doesNotExist();
    String found = SecretKeyFile.open(key).current();
    assertThatThrownBy(() -> ServerConfig.read(options, Map.of()))
        .hasMessageContainingAll("key " + needed, "this server has key " + found);
    var typed = System.in;
    System.setIn(
        new java.io.ByteArrayInputStream(
            "another\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    try {
      assertThat(Typed.run("secrets", "encrypt", "--home", home.toString()).is(0).out())
          .startsWith("enc:");
    } finally {
      System.setIn(typed);
    }
  }

  private static String starts(String jdbc, TestDatabase kind) throws Exception {
    return kind == TestDatabase.SQLITE ? "" : look(jdbc, "select count(*) from nodes");
  }

  private static String look(String jdbc, String sql) throws Exception {
    try (var connection = DriverManager.getConnection(jdbc);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      Object value = row.getObject(1);
      return value instanceof byte[] bytes
          ? Base64.getEncoder().encodeToString(bytes)
          : String.valueOf(value);
    }
  }
}
