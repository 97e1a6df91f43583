package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.EventSubjectIndex;
import dev.carillon.hooks.jdbc.store.Partitions;
import dev.carillon.hooks.jdbc.store.Retention;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranges are made and dropped by roles that may; the others do without. */
class LogOwnershipTest extends PartitionsFixture {

  private static final String OWNER = "postgres";
  private static final String TABLES =
      "relname ~ '^(events|attempts|event_subjects)' and relkind in ('r', 'p')";

  @Test
  void aRoleThatDoesNotOwnTheTablesRecordsAndPurgesByRows() {
    days(2);
    clock.advance(Duration.ofMinutes(10));
    tidy();
    List<Long> before = ranges();
    execute("create role guest");
    execute(
        "grant all on schema public to guest; grant all on all tables in schema public to guest;"
            + " grant all on all sequences in schema public to guest");
    try (OpenPostgres theirs = OpenPostgres.on(Server.ONE.pool(name, "guest"))) {
      Store guest = node(theirs, "guest").store();
      giveMost(2);
      guest.retention().tidy();
      clock.advance(Duration.ofDays(30));
      guest.retention().tidy();
      Instant old = clock.instant().minus(Duration.ofDays(1));
      while (guest.retention().purge(old, 20_000).more()) {
        clock.advance(Duration.ofMillis(1));
      }
      assertThat(theirs.<List<Partition>>read(Partition::all))
          .hasSize(before.size())
          .allMatch(Partition::byRows);
    } finally {
      execute("drop owned by guest");
      execute("drop role guest");
    }
    assertThat(ranges()).isEqualTo(before);
    assertThat(count("events")).isZero();
    assertThat(notes()).isZero();
  }

  @Test
  void aRoleThatIsInTheOwnersMakesTablesThatTheOwnerHas() {
    days(1);
    List<Long> before = ranges();
    execute("create role helper in role " + OWNER);
    try (OpenPostgres theirs = OpenPostgres.on(Server.ONE.pool(name, "helper"))) {
      Store helper = node(theirs, "helper").store();
      giveMost(1);
      helper.retention().tidy();
      assertThat(number("select count(distinct relowner) from pg_class where " + TABLES))
          .isEqualTo(1);
    } finally {
      execute("reassign owned by helper to " + OWNER);
      execute("drop owned by helper");
      execute("drop role helper");
    }
    assertThat(ranges()).hasSize(before.size() + 1);
  }

  @Test
  void whatItOwnsOnlyInPartIsLeftAsItIs() throws Exception {
    days(1);
    execute("create role part in role pg_read_all_data");
    execute("grant all on schema public to part");
    execute("alter table attempts owner to part; alter table events owner to part");
    try (Connection connection = database.pool().getConnection();
        var statement = connection.createStatement()) {
      Connection named = TableNames.PLAIN.on(connection);
      assertThat(Partition.owned(named)).isTrue();
      statement.execute("set role part");
      assertThat(Partition.owned(named)).isFalse();
      statement.execute("reset role");
    } finally {
      execute("reassign owned by part to " + OWNER);
      execute("drop owned by part");
      execute("drop role part");
    }
  }

  @Test
  void subjectsAreEnteredWhereRangesCannotBeMade() {
    settled(record());
    Partitions failing =
        new Partitions() {
          @Override
          public long rowsBelow(Connection connection) {
            return Long.MAX_VALUE;
          }

          @Override
          public void extend() {
            throw new IllegalStateException("refused");
          }

          @Override
          public boolean drop(long clear, long recordedBefore) {
            return false;
          }
        };
    var subjects =
        new EventSubjectIndex(
            opened.context(), () -> number("select last_value from delivery_sequence"));
    var retention = new Retention(opened.context(), subjects, failing, () -> false);
    assertThatThrownBy(retention::tidy).hasMessage("refused");
    assertThat(count("event_subjects")).isEqualTo(1);
  }

  /** So many numbers of a block are given that room for the next one is needed. */
  private void giveMost(long block) {
    execute("select setval('delivery_sequence', %d)".formatted(block * BLOCK + BLOCK / 4 * 3));
  }
}
