package dev.carillon.hooks.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.JdbcStoreUnderTest;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestOperationalEvents;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

class PostgresStoreTest extends StoreContract {

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    OpenPostgres database = OpenPostgres.on(Server.ONE.newDatabase());
    TestOperationalEvents operationalEvents = new TestOperationalEvents();
    Embedder embedder = new Embedder(new TestCipher(), SubjectFilter::read, operationalEvents);
    return new JdbcStoreUnderTest(
        database,
        PostgresStore.open(database, embedder, clock, Node.named("tested")),
        operationalEvents,
        () -> webhookRows(database));
  }

  private static byte[] webhookRows(OpenPostgres database) {
    return database.read(
        connection -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (String table : List.of("webhooks", "webhook_revisions")) {
            Sql.each(connection, "select * from " + table, row -> write(row, all));
          }
          return all.toByteArray();
        });
  }

  private static void write(ResultSet row, ByteArrayOutputStream all) throws SQLException {
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      byte[] bytes = row.getBytes(column);
      all.writeBytes(bytes == null ? new byte[0] : bytes);
      all.writeBytes("|".getBytes(ISO_8859_1));
    }
  }
}
