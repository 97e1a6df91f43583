package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** PostgreSQL reads the rows of a table before it becomes that of a range, and not meanwhile. */
class KnownRangeTest extends PartitionsFixture {

  private static final Partition RANGE = new Partition(BLOCK, 8 * BLOCK, false);

  @Test
  void aTableWhoseRangeIsKnownIsNotReadAgain() throws SQLException {
    fillTheRest();
    try (Connection opened = database.pool().getConnection()) {
      Connection connection = database.names().on(opened);
      List<KnownRange> known = PartitionedTable.known(connection, PartitionedTable::rest, RANGE);
      assertThat(known)
          .extracting(KnownRange::table)
          .containsExactly("{events}_rest", "{attempts}_rest", "{event_subjects}_rest");
      assertThat(notRead(connection, known)).isZero();
      for (KnownRange one : known) {
        one.note(connection);
      }
      assertThat(notRead(connection, known)).isZero();
      for (KnownRange one : known) {
        one.check(connection);
      }
      assertThat(notRead(connection, known)).isEqualTo(3);
      for (KnownRange one : known) {
        KnownRange.forget(connection, one.table());
      }
    }
    assertThat(notes()).isZero();
  }

  @Test
  void theFirstRangeIsKnownByItsEndOnly() throws SQLException {
    fails(record());
    try (Connection opened = database.pool().getConnection()) {
      Connection connection = database.names().on(opened);
      Partition first = new Partition(0, 4 * BLOCK, false);
      List<KnownRange> known =
          PartitionedTable.known(connection, table -> table.nameOf(first), first);
      assertThat(known).extracting(KnownRange::table).containsExactly("{events}_0", "{attempts}_0");
      assertThat(known).allMatch(one -> one.from().isEmpty());
      for (KnownRange one : known) {
        one.note(connection);
        one.check(connection);
        KnownRange.forget(connection, one.table());
      }
    }
  }

  /** Where reading takes longer than a statement may, it would never end. */
  @Test
  void theRowsAreReadHoweverLittleTimeStatementsHave() throws Exception {
    fillTheRest();
    try (Connection opened = database.pool().getConnection();
        var statement = opened.createStatement()) {
      Connection connection = database.names().on(opened);
      KnownRange known =
          PartitionedTable.known(connection, PartitionedTable::rest, RANGE).getFirst();
      known.note(connection);
      statement.execute("set statement_timeout = '100ms'");
      checkSlowly(known, connection);
      assertThat(notRead(connection, List.of(known))).isEqualTo(1);
      try (var setting = statement.executeQuery("show statement_timeout")) {
        setting.next();
        assertThat(setting.getString(1)).as("of the next statement").isEqualTo("100ms");
      }
      statement.execute("reset statement_timeout");
      KnownRange.forget(connection, known.table());
    }
  }

  /** It waits for another one as long as it would read a large table. */
  private void checkSlowly(KnownRange known, Connection connection) throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    CompletableFuture<Void> slow =
        CompletableFuture.runAsync(
            () ->
                database.<Boolean>write(
                    other -> {
                      Sql.update(other, "lock table events_rest in share update exclusive mode");
                      locked.countDown();
                      return Sql.any(other, "select pg_sleep(0.5)");
                    }));
    locked.await();
    known.check(connection);
    slow.join();
  }

  @Test
  void whatANodeHasNotedThatDiedIsOfUseToTheNextOne() {
    fillTheRest();
    execute(
        """
        alter table events_rest add constraint known_range
        check (sequence is not null and sequence >= '1048576' and sequence < '7340032') not valid
        """);
    tidy();
    assertThat(notes()).isZero();
    assertThat(ranges()).containsExactly(0L, 1L);
    for (String table : List.of("events", "attempts", "event_subjects")) {
      assertThat(count(table + "_rest")).as(table).isZero();
      assertThat(count(table + "_1048576")).as(table).isPositive();
    }
  }

  /** Each of the tables without an end has a row. */
  private void fillTheRest() {
    execute("select setval('delivery_sequence', %d)".formatted(5 * BLOCK));
    fails(record());
    execute("insert into event_subjects values (5, 'other', %d)".formatted(5 * BLOCK + 1));
  }

  /** Of how many tables no rows are read where they become those of the range. */
  private static int notRead(Connection connection, List<KnownRange> tables) throws SQLException {
    int count = 0;
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("set local client_min_messages = debug1");
      for (KnownRange one : tables) {
        String table = TableNames.PLAIN.render(one.table());
        String whole = table.substring(0, table.lastIndexOf('_'));
        statement.execute("alter table %s detach partition %s".formatted(whole, table));
        statement.execute(
            "alter table %s attach partition %s for values from (%s) to (%s)"
                .formatted(whole, table, one.from(), one.to()));
        for (SQLWarning told = statement.getWarnings();
            told != null;
            told = told.getNextWarning()) {
          count +=
              String.valueOf(told.getMessage()).contains("implied by existing constraints") ? 1 : 0;
        }
      }
    }
    connection.rollback();
    connection.setAutoCommit(true);
    return count;
  }
}
