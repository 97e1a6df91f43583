package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.LoggedMessages;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class AuditWriterTest {

  @TempDir private Path folder;

  @Test
  void whatIsLostAtTheEndIsCountedInWhole() {
    AtomicInteger tries = new AtomicInteger();
    HeadSeal seal = new HeadSeal("a key of thirty-two bytes or more".getBytes(UTF_8));
    try (Database database = new Away(SqliteDatabase.open(folder.resolve("x.db")), tries);
        LoggedMessages logged = LoggedMessages.of(AuditWriter.class)) {
      AuditWriter writer =
          new AuditWriter(
              database,
              new AuditStore(database.dialect(), seal),
              new ChainAnchor(folder.resolve("audit.head"), seal),
              () -> {});
      writer.start();
      writer.atOnce(entry("in the batch"));
      Await.until("it is tried to write it", () -> tries.get() > 0);
      for (int i = 0; i < 4; i++) {
        writer.atOnce(entry("in the queue"));
      }
      writer.close();
      Await.until(
          () -> logged.all().toString(),
          () -> logged.all().contains("5 audit entries were not written"));
    }
  }

  private static AuditEntry entry(String action) {
    return new AuditEntry(
        0,
        AuditEntry.Who.without(Via.SYSTEM),
        action,
        AuditEntry.NOTHING,
        AuditEntry.Outcome.of(200),
        AuditEntry.Diff.NONE);
  }

  /** A database that is never there. */
  private record Away(Database database, AtomicInteger tries) implements Database {

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      tries.incrementAndGet();
      throw away();
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      throw away();
    }

    private static HooksException away() {
      return new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the database is away");
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
