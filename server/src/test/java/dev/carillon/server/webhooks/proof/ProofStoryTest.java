package dev.carillon.server.webhooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.ServerWithShell;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.OpenDatabase;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordingReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page about proofs shows: an attempt is proved, the file is checked without a server, and
 * what was changed in the log is named.
 */
class ProofStoryTest {

  @TempDir private Path folder;

  @Test
  void anAttemptIsProvedAndTheFileCheckedWithoutAServer() throws Exception {
    try (RecordingReceiver receiver = RecordingReceiver.answering(204);
        ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      shell.run("properties", "set", "proofs", "on").is(0);
      String id = delivered(server, receiver);
      String failed = failed(server, receiver);
      Carillon.Ended early = shell.run("deliveries", "prove", id);
      assertThat(early.code()).isEqualTo(5);
      assertThat(early.err()).contains("delivery " + id + " is not hashed yet");

      hashed(server);
      String file = folder.resolve("proof.json").toString();
      shell.run("deliveries", "prove", id, "-o", file).is(0);
      String root =
          server.admin().get("/api/deliveries/proofs").is(200).json().at("/items/0/root").asText();
      verified(shell, file, root, id);
      changedFilesAreFound(shell, file);
      assertThat(shell.run("audit", "verify").is(0).out())
          .contains("Intact: ")
          .contains(" segments of the delivery log");

      spoil(
          server.home(),
          """
          insert into attempts (delivery, number, at, duration, look_up, connect, tls, first_byte,
            outcome, error, detail)
          select delivery, 2, at, duration, 0, 0, 0, 0, 2, 'connect_refused', '' from attempts
          where number = 1 and status = 404
          """,
          "delete from attempts where number = 1 and status = 404");
      assertThat(found(shell))
          .contains(
              "Delivery " + failed + ", attempt 1: this attempt was removed",
              "Delivery " + failed + ", attempt 2: this attempt was added")
          .doesNotContain(id);
      spoil(server.home(), "update webhook_revisions set url = 'https://other.example.com/hook'");
      assertThat(found(shell))
          .contains("Delivery " + id + ", attempt 1: what is stored of this attempt");
      assertThat(shell.run("deliveries", "prove", id).code()).isEqualTo(5);
      assertThat(shell.run("deliveries", "prove", id, "--attempt", "7").err()).contains("1 to 1");
    }
  }

  private static String found(Carillon shell) {
    Carillon.Ended broken = shell.run("audit", "verify");
    assertThat(broken.code()).isEqualTo(1);
    return broken.out();
  }

  private static String delivered(ServerWithShell server, RecordingReceiver receiver) {
    String url = receiver.url();
    server
        .shell()
        .run("webhooks", "create", "--name", "shop", "--url", url, "--events", "asset_create")
        .is(0);
    return ended(server, receiver, "bell.txt");
  }

  private static String failed(ServerWithShell server, RecordingReceiver receiver) {
    receiver.now(Script.status(404));
    return ended(server, receiver, "gone.txt");
  }

  private static String ended(ServerWithShell server, RecordingReceiver receiver, String asset) {
    int before = receiver.count();
    server.admin().newAsset("/Products", asset);
    String id = receiver.await(before + 1).getLast().id();
    Await.until(
        "the delivery has ended",
        () ->
            !server
                .admin()
                .get("/api/deliveries/" + id)
                .is(200)
                .json()
                .path("state")
                .asText()
                .equals("pending"));
    return id;
  }

  private static boolean begun(Path home) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + home.resolve("data").resolve("carillon.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select read_to from proof_position")) {
      return row.next() && row.getLong(1) > 0;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Hashes what has ended, as the server does two minutes later. */
  private static void hashed(ServerWithShell server) throws IOException {
    Path home = server.home();
    Await.until("the server has seen that proofs are on", () -> begun(home));
    server.stop();
    OpenDatabase open =
        OpenDatabase.open(
            new StoreConfig.Embedded(home.resolve("data").resolve("carillon.db")),
            Embedder.of(
                AesSecretCipher.open(home.resolve("config").resolve("secret.key")),
                EventFilterReader.TYPES_ONLY),
            UnaryOperator.identity(),
            opened -> {});
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> open.clock().instant().plus(later.get());
    try (AuditLog audit =
            new AuditLog(
                open.audit(),
                AuditLog.Keeping.of(home, () -> 365, InstantSource.system()),
                (route, method) -> "");
        ProofSealer sealer =
            new ProofSealer(
                open.database(),
                open.store().webhooks(),
                TokenKey.readOrMake(home.resolve("config").resolve("request.key")).bytes(),
                audit,
                clock,
                () -> true,
                "0")) {
      later.set(Duration.ofMinutes(3));
      sealer.look();
    } finally {
      open.store().lease().release();
      open.database().close();
    }
    server.start();
    server.logIn();
  }

  private static void verified(Carillon shell, String file, String root, String id) {
    Carillon.Ended alone = shell.run("verify-proof", file);
    assertThat(alone.is(0).out()).startsWith("fits together; ").contains(id).contains(root);
    assertThat(shell.run("verify-proof", file, "--root", root).is(0).out()).startsWith("valid");
    Carillon.Ended other = shell.run("verify-proof", file, "--root", "0".repeat(root.length()));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).startsWith("invalid: the proof leads to the root " + root);
    assertThat(shell.run("verify-proof", file, "--root", "abc").code()).isEqualTo(2);
    assertThat(shell.run("verify-proof", file, "--json").is(0).json().path("status").asInt())
        .isEqualTo(204);
  }

  private void changedFilesAreFound(Carillon shell, String file) throws IOException {
    JsonNode proof = Json.read(Files.readString(Path.of(file)));
    changed(shell, proof, "/request", "body", "request.body is not what was sent");
    changed(shell, proof, "/request", "line", "request.line is not that of the URL");
    changed(shell, proof, "/request/headers/0", "value", "the header Host of the request");
    changed(shell, proof, "/audit", "hash", "the hash of the audit entry is not");
    changed(shell, proof, "/segment", "root", "do not lead to the root");
    changed(shell, proof, "", "leaf", "");
    changed(shell, proof, "", "form", "this program reads carillon-proof-1");
  }

  private void changed(Carillon shell, JsonNode proof, String in, String member, String says)
      throws IOException {
    JsonNode copy = proof.deepCopy();
    ((ObjectNode) copy.at(in))
        .put(member, Base64.getEncoder().encodeToString("other".getBytes(UTF_8)));
    Path other = folder.resolve("other.json");
    Files.writeString(other, copy.toString());
    Carillon.Ended ended = shell.run("verify-proof", other.toString());
    assertThat(ended.code()).as(member).isEqualTo(1);
    assertThat(ended.out() + ended.err()).contains(says);
  }

  private static void spoil(Path home, String... changes) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/carillon.db"));
        var statement = connection.createStatement()) {
      for (String change : changes) {
        assertThat(statement.executeUpdate(change)).isPositive();
      }
    }
  }
}
