package dev.carillon.server.operations.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.database.TableBuild;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.LoggedMessages;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that was asleep while a release two ahead changed the tables: it was not seen at work. */
class OutgrownNodeTest {

  private static final int OWN = TableBuild.number();

  @TempDir private Path home;

  @Test
  void aNodeThatIsTooOldForItsTablesEndsAndNamesBothVersions() throws SQLException {
    String database = TestDatabase.POSTGRESQL.fresh();
    try (LoggedMessages logged = LoggedMessages.of(NodeRegister.class);
        TestServer server = new TestServer(home, database)) {
      int port = server.port();
      announce(database, OWN + 1, OWN, "0.2.0");
      Await.pause(3_000);
      assertThat(listens(port)).as("the next release works with it").isTrue();
      announce(database, OWN + 2, OWN + 1, "0.3.0");
      Await.until("it has ended", () -> !listens(port));
      assertThat(logged.all())
          .containsExactly(
              "The tables of the database are those of Carillon 0.3.0, and Carillon development is"
                  + " too old for them: this node stops now");
    }
  }

  private static void announce(String database, int number, int worksWith, String version)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into schema_releases (number, works_with, version) values (%d, %d, '%s')"
              .formatted(number, worksWith, version));
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException closed) {
      return false;
    }
  }
}
