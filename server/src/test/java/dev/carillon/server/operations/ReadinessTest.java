package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /health/ready} of a server whose database can be read and takes no change. */
@Timeout(180)
class ReadinessTest {

  @TempDir private Path temp;

  @Test
  void aPostgresqlThatIsReadOnlyIsNotReadyUntilItIsNoLonger() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Server server =
            start(temp, Map.of("database", postgres.getJdbcUrl("postgres", "postgres")))) {
      Await.until("ready", () -> ready(server).statusCode() == 200);
      readOnly(postgres, true);
      Await.until("not ready", () -> ready(server).statusCode() == 503);
      assertThat(ready(server).body()).contains("The database accepts no writes");
      readOnly(postgres, false);
      Await.until("ready again", () -> ready(server).statusCode() == 200);
    }
  }

  @Test
  void anEmbeddedDatabaseOnAFullDiskIsNotReadyUntilThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=64m", "carillon-test", disk.toString());
    try (Server server = start(disk, Map.of())) {
      Await.until("ready", () -> ready(server).statusCode() == 200);
      fill(disk.resolve("ballast"));
      Await.until("not ready", () -> ready(server).statusCode() == 503);
      assertThat(ready(server).body()).contains("The database accepts no writes");
      Files.delete(disk.resolve("ballast"));
      Await.until("ready again", () -> ready(server).statusCode() == 200);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static Server start(Path folder, Map<String, String> more) throws IOException {
    Map<String, String> options = new HashMap<>(more);
    options.put("home", folder.resolve("home").toString());
    options.put("port", "0");
    return Server.start(ServerConfig.read(options, Map.of()));
  }

  private static HttpResponse<String> ready(Server server) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + "/health/ready")).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void readOnly(EmbeddedPostgres postgres, boolean on) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      statement.execute("alter system set default_transaction_read_only = " + (on ? "on" : "off"));
      statement.execute("select pg_reload_conf()");
    }
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (int size = 1 << 20; size > 0; size /= 2) {
        fillWith(out, new byte[size]);
      }
    }
  }

  private static void fillWith(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", List.of(command)).isZero();
  }
}
