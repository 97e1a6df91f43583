package dev.carillon.server.operations.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.SecretRows;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeyFile;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key changes while the server runs, and what a crash interrupts goes on. */
class KeyRotationTest {

  private static final String HOOKS = "/services/admin/webhook";
  private static final int WEBHOOKS = 120;

  /** Each webhook, the one of the recorder too, and the revision that its log names. */
  private static final int SECRETS = 2 * (WEBHOOKS + 1);

  @TempDir private Path home;

  @Test
  void allSecretsAreEncryptedAnewWhileDeliveriesGoOn() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      TestClient admin = server.admin();
      List<String> ids = webhooks(admin);
      List<String> tokens = tokens(admin, ids);
      String first = current(admin);
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger changed = new AtomicInteger();
      Thread traffic =
          Thread.startVirtualThread(
              () -> {
                while (!done.get()) {
                  server.asset("/Zone/" + changed.incrementAndGet() + ".txt");
                }
              });
      JsonNode answer = admin.json("POST", "/api/secrets/rekey", "").is(200).json();
      done.set(true);
      traffic.join();
      String second = answer.path("keyId").asText();
      assertThat(second).isNotEqualTo(first);
      assertThat(answer.path("rewritten").asInt()).isEqualTo(SECRETS);
      assertThat(tokens(admin, ids)).isEqualTo(tokens);
      JsonNode keys = admin.get("/api/secrets/keys").is(200).json();
      assertThat(keys.path("keys")).hasSize(2);
      assertThat(keys.at("/keys/0/inUse").asInt()).isEqualTo(SECRETS);
      assertThat(keys.at("/keys/1/inUse").asInt()).isZero();
      assertThat(keysOfLogins()).containsOnly(second);
      assertThat(server.events()).hasSizeGreaterThan(changed.get());
      server.as("").json("POST", "/api/secrets/rekey", "").is(401);
      assertThat(Files.getPosixFilePermissions(home.resolve("config/secret.key"))).hasSize(2);
    }
  }

  @Test
  void aRekeyThatWasKilledGoesOnAfterTheNextStart() throws Exception {
    try (RecordedServer server = new RecordedServer(home, "")) {
      TestClient admin = server.admin();
      List<String> ids = webhooks(admin);
      List<String> tokens = tokens(admin, ids);
      server.stop();
      // killed after the new key was written, before any row was
      SecretKeyFile.add(home.resolve("config/secret.key"));
      server.start();
      JsonNode keys = patiently(server.admin());
      assertThat(keys.at("/keys/0/inUse").asInt()).isEqualTo(SECRETS);
      assertThat(tokens(server.admin(), ids)).isEqualTo(tokens);
    }
  }

  @Test
  void anOldKeyGoesOnlyWhenNothingNeedsItAndNobodyMayBeUsingItStill() throws Exception {
    new RecordedServer(home, "").close();
    Path file = home.resolve("config/secret.key");
    SecretKeySource source = new SecretKeySource.InFile(file);
    AesSecretCipher cipher = AesSecretCipher.open(source);
    String first = cipher.keyId();
    ManualClock clock = new ManualClock(Instant.now());
    Set<String> elsewhere = new java.util.concurrent.ConcurrentSkipListSet<>(Set.of(first));
    try (SqliteDatabase database = SqliteDatabase.open(home.resolve("data/carillon.db"))) {
      rekeyed(source, cipher, database, elsewhere, clock);
      assertThat(cipher.keys().ids()).hasSize(2);
      clock.advance(Duration.ofMinutes(5));
      // a password in node.properties still needs it
      looked(source, cipher, database, elsewhere, clock, 2);
      assertThat(cipher.keys().ids()).hasSize(2);
      elsewhere.clear();
      looked(source, cipher, database, elsewhere, clock, 1);
      assertThat(cipher.keys().ids()).hasSize(1).doesNotContain(first);
      assertThat(new SecretRows(database, cipher).use()).containsOnlyKeys(cipher.keyId());
      rekeyed(source, cipher, database, elsewhere, new ManualClock(Instant.now()));
      looked(source, cipher, database, elsewhere, new ManualClock(Instant.now()), 2);
      assertThat(cipher.keys().ids()).hasSize(2);
    }
  }

  @Test
  void besideANodeThatEncryptsWithAnotherKeyNothingIsEncryptedAnew() throws Exception {
    new RecordedServer(home, "").close();
    Path file = home.resolve("config/secret.key");
    SecretKeySource source = new SecretKeySource.InFile(file);
    AesSecretCipher cipher = AesSecretCipher.open(source);
    String first = cipher.keyId();
    AtomicBoolean agreed = new AtomicBoolean();
    try (SqliteDatabase database = SqliteDatabase.open(home.resolve("data/carillon.db"))) {
      SecretKeyFile.add(file);
      SecretRows rows = new SecretRows(database, AesSecretCipher.open(source));
      goneOn(source, database, agreed);
      assertThat(rows.use()).containsOnlyKeys(first);
      agreed.set(true);
      goneOn(source, database, agreed);
      assertThat(rows.use()).isNotEmpty().doesNotContainKey(first);
    }
  }

  /** Looks once, beside another node. */
  private static void goneOn(SecretKeySource source, SqliteDatabase database, AtomicBoolean agreed)
      throws Exception {
    try (KeyRotation _ =
        new KeyRotation(
            source,
            AesSecretCipher.open(source),
            database,
            Set::of,
            () -> false,
            id -> agreed.get(),
            new ManualClock(Instant.now()))) {
      Thread.sleep(1_000);
    }
  }

  private static void rekeyed(
      SecretKeySource source,
      AesSecretCipher cipher,
      SqliteDatabase database,
      Set<String> elsewhere,
      ManualClock clock) {
    try (KeyRotation rekeying =
        new KeyRotation(
            source, cipher, database, () -> elsewhere, () -> true, id -> false, clock)) {
      assertThat(rekeying.rekey()).isPositive();
    }
  }

  /** Looks once, and waits for the end of that, by which so many keys should be left. */
  private static void looked(
      SecretKeySource source,
      AesSecretCipher cipher,
      SqliteDatabase database,
      Set<String> elsewhere,
      ManualClock clock,
      int keys)
      throws InterruptedException {
    try (KeyRotation rekeying =
        new KeyRotation(
            source, cipher, database, () -> elsewhere, () -> true, id -> false, clock)) {
      Instant end = Instant.now().plusSeconds(60);
      do {
        Thread.sleep(300);
      } while (cipher.keys().ids().size() != keys && Instant.now().isBefore(end));
      assertThat(rekeying.keys().ids()).isNotEmpty();
    }
  }

  private static List<String> webhooks(TestClient admin) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < WEBHOOKS; i++) {
      ids.add(
          admin
              .json(
                  "POST",
                  HOOKS,
                  """
                  {"name": "w%d", "url": "http://127.0.0.1:9/", "eventTypes": [],
                   "authentication": {"type": "oauth2", "tokenUrl": "http://127.0.0.1:9/",
                                      "clientId": "c", "clientSecret": "secret-%d"}}"""
                      .formatted(i, i))
              .is(201)
              .json()
              .path("id")
              .asText());
    }
    return ids;
  }

  private Set<String> keysOfLogins() throws SQLException {
    Set<String> keys = new HashSet<>();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/carillon.db"));
        var rows =
            connection
                .createStatement()
                .executeQuery("select login_secret from webhooks where login_secret is not null")) {
      while (rows.next()) {
        keys.add(AesSecretCipher.keyIdOf(rows.getBytes(1)));
      }
    }
    return keys;
  }

  private static List<String> tokens(TestClient admin, List<String> ids) {
    return ids.stream()
        .map(id -> admin.get(HOOKS + "/" + id).is(200).json().path("secretToken").asText())
        .toList();
  }

  private static String current(TestClient admin) {
    return admin.get("/api/secrets/keys").is(200).json().path("current").asText();
  }

  private static JsonNode patiently(TestClient admin) throws InterruptedException {
    JsonNode keys = admin.get("/api/secrets/keys").is(200).json();
    Instant end = Instant.now().plusSeconds(60);
    while (keys.at("/keys/1/inUse").asInt() > 0 && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      keys = admin.get("/api/secrets/keys").is(200).json();
    }
    return keys;
  }
}
