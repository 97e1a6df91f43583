package dev.carillon.server.webhooks.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class CapturedRequestsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final String RECEIVER = "r";

  @TempDir private Path folder;

  @OnEachDatabase
  void aCommitInDoubtDoesNotKeepWhatComesLaterFromBeingStored(TestDatabase kind) {
    try (InDoubt database = new InDoubt(open(kind))) {
      database.<Boolean>write(
          connection -> {
            ChosenResponse response = new ChosenResponse(200, 0, false, "", "");
            ReceiverRows.add(connection, new BuiltInReceiver(RECEIVER, "", response, NOW));
            return true;
          });
      CapturedRequests captured = new CapturedRequests(database, () -> NOW);
      captured.add(RECEIVER, request("first"));
      database.next = true;
      assertThatThrownBy(captured::store).isInstanceOf(HooksException.class);

      captured.add(RECEIVER, request("second"));
      captured.store();

      List<ReceivedRequest> stored =
          database.read(connection -> ReceiverRows.requests(connection, RECEIVER, 10, 0));
      assertThat(stored).extracting(ReceivedRequest::id).containsExactly("second", "first");
    }
  }

  private Database open(TestDatabase kind) {
    return ServerTables.in(
        kind == TestDatabase.SQLITE
            ? SqliteDatabase.open(folder.resolve("carillon.db"))
            : PostgresDatabase.on(TestDatabase.freshSource()));
  }

  private static ReceivedRequest request(String id) {
    return new ReceivedRequest(
        id,
        NOW,
        "/",
        new LoopbackRequest("POST", "/", List.of(), new byte[0], 0),
        new SignatureCheck.Result("none", ""));
  }

  /** A database whose next commit succeeds without a word of it. */
  private static final class InDoubt implements Database {

    private final Database database;
    private boolean next;

    InDoubt(Database database) {
      this.database = database;
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      T done = database.write(work);
      if (next) {
        next = false;
        throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the connection is lost");
      }
      return done;
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      return database.read(work);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
