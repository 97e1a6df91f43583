package dev.carillon.server.operations.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.files.LiveFiles;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** No secret lies anywhere in the clear: not in the database, its log, a backup, a log file. */
class AtRestTest {

  private static final String HOOKS = "/services/admin/webhook";
  private static final String HEADER = "open-sesame-of-the-receiver";

  @TempDir private Path home;
  @TempDir private Path folder;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

  @Test
  void nothingIsPlainInTheHomeTheBackupOrTheLog() throws Exception {
    Handler handler = handler();
    Logger.getLogger("").addHandler(handler);
    try (RecordedServer server = new RecordedServer(home, "")) {
      PlainBytes secrets = lived(server);
      Carillon shell = new Carillon(folder);
      Path backup = folder.resolve("backup");
      shell.run("backup", backup.toString(), "--home", home.toString()).is(0);
      // while the server runs, its write-ahead log is there
      assertThat(home.resolve("data/carillon.db-wal")).exists();
      assertThat(secrets.below(home)).isEmpty();
      assertThat(secrets.below(backup)).isEmpty();
      server.stop();
      assertThat(secrets.below(home)).isEmpty();
      assertThat(secrets.in("log", logged.toByteArray())).isEmpty();
      server.start();
      // the search itself sees what is there
      assertThat(new PlainBytes().add("name", "a-plain-webhook-name").below(home)).isNotEmpty();
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
  }

  @Test
  void nothingIsPlainInPostgresItsLogOrADump() throws Exception {
    Path data = folder.resolve("postgres");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start()) {
      String database = postgres.getJdbcUrl("postgres", "postgres");
      try (RecordedServer server = new RecordedServer(home, database)) {
        PlainBytes secrets = lived(server);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
            var statement = connection.createStatement()) {
          List<String> found = new ArrayList<>();
          for (String table : tables(connection)) {
            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy " + table + " to stdout (format binary)", dump);
            found.addAll(secrets.in(table, dump.toByteArray()));
          }
          assertThat(found).isEmpty();
          statement.execute("checkpoint");
        }
        assertThat(secrets.below(data)).isEmpty();
        assertThat(secrets.below(home)).isEmpty();
        assertThat(new PlainBytes().add("name", "a-plain-webhook-name").below(data)).isNotEmpty();
      }
    }
  }

  /** Everything that has secrets is done once; which they are. */
  private static PlainBytes lived(RecordedServer server) throws IOException, InterruptedException {
    TestClient admin = server.admin();
    PlainBytes secrets = new PlainBytes();
    secrets.add("password", TestServer.PASSWORD).add("header", HEADER);
    JsonNode made =
        admin
            .json(
                "POST",
                HOOKS,
                """
                {"name": "a-plain-webhook-name", "url": "http://127.0.0.1:9/hook",
                 "eventTypes": ["asset_create"], "customHeaders": {"X-Key": "%s"}}"""
                    .formatted(HEADER))
            .is(201)
            .json();
    secrets.add("token", made.path("secretToken").asText());
    String one = HOOKS + "/" + made.path("id").asText();
    for (int i = 0; i < 3; i++) {
      JsonNode rolled =
          admin.json("POST", one + "/generate-token", "{\"overlapHours\": 24}").is(200).json();
      secrets.add("rolled token " + i, rolled.path("secretToken").asText());
    }
    String reveal = "/api/webhooks/" + made.path("id").asText() + "/reveal-secret";
    String password = "{\"password\": \"" + TestServer.PASSWORD + "\"}";
    assertThat(admin.json("POST", reveal, password).is(200).json().path("validUntil").isNull())
        .isFalse();
    admin.json("POST", reveal, "{\"password\": \"a-wrong-password-typed\"}").is(403);
    secrets.add("wrong password", "a-wrong-password-typed");
    admin.json("POST", "/api/secrets/rekey", "").is(200);
    server.asset("/Zone/a.txt");
    String[] login = {"username", "admin", "password", TestServer.PASSWORD};
    secrets.add(
        "log-in token",
        admin.form("/services/apilogin", login).is(200).json().path("authToken").asText());
    HttpResponse<String> session =
        admin
            .http()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            admin.base()
                                + "/services/login?username=admin&password="
                                + TestServer.PASSWORD))
                    .build(),
                BodyHandlers.ofString());
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    secrets.add("session", cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
    secrets.add(
        "csrf token", session.body().replaceAll("(?s).*\"csrfToken\":\"([^\"]+)\".*", "$1"));
    return secrets;
  }

  private static List<String> tables(Connection connection) throws Exception {
    List<String> tables = new ArrayList<>();
    try (var rows =
        connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
      while (rows.next()) {
        tables.add(rows.getString("TABLE_NAME"));
      }
    }
    assertThat(tables).contains("webhooks", "users", "audit_log");
    return tables;
  }

  private Handler handler() {
    PrintStream out = new PrintStream(logged, true, UTF_8);
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        out.println(line.getMessage() + java.util.Arrays.toString(line.getParameters()));
        if (line.getThrown() != null) {
          line.getThrown().printStackTrace(out);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** Looks for secrets in every byte: as they are, in base64 and in hexadecimal digits. */
  static final class PlainBytes {

    private final Map<String, List<String>> wanted = new LinkedHashMap<>();

    /** One more secret; the name is told where it is found. */
    PlainBytes add(String name, String secret) {
      if (secret.length() < 8) {
        throw new IllegalArgumentException(name + " is too short to be looked for");
      }
      byte[] bytes = secret.getBytes(UTF_8);
      List<String> forms = new ArrayList<>();
      forms.add(new String(bytes, ISO_8859_1));
      forms.add(HexFormat.of().formatHex(bytes));
      // without its end, which depends on what stands behind
      String base64 = Base64.getEncoder().encodeToString(bytes);
      forms.add(base64.substring(0, base64.length() - 4));
      if (secret.matches("[A-Za-z0-9+/]{43}=")) {
        forms.add(new String(Base64.getDecoder().decode(secret), ISO_8859_1));
      }
      wanted.put(name, forms);
      return this;
    }

    /** What was found in these bytes. */
    List<String> in(String where, byte[] bytes) {
      String text = new String(bytes, ISO_8859_1);
      List<String> found = new ArrayList<>();
      wanted.forEach(
          (name, forms) -> {
            if (forms.stream().anyMatch(text::contains)) {
              found.add(name + " in " + where);
            }
          });
      return found;
    }

    /** What was found in the files below a folder. */
    List<String> below(Path folder) throws IOException {
      List<String> found = new ArrayList<>();
      for (Path file : LiveFiles.below(folder)) {
        found.addAll(in(file.toString(), LiveFiles.read(file)));
      }
      return found;
    }
  }
}
