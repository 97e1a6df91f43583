package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.testing.TestDatabase;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A change of a row that another node changes between its read and its write. */
@Tag("long")
class ContendedChangeTest {

  private static final String READ = "select revision from contended";
  private static final String RAISE =
      "update contended set revision = revision + 1 where revision = ?";

  private final String url = TestDatabase.POSTGRESQL.fresh();
  private final Database database = PostgresDatabase.on(TestDatabase.source(url));
  private final Database other = PostgresDatabase.on(TestDatabase.source(url));
  private final Changes changes = new Changes(database, NO_EVENTS, receipt -> {});
  private int plans;

  private static final Outbox NO_EVENTS =
      (Outbox)
          Proxy.newProxyInstance(
              Outbox.class.getClassLoader(),
              new Class<?>[] {Outbox.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("no event is made: " + EventType.class);
              });

  @BeforeEach
  void fill() {
    int _ = other.write(c -> Sql.update(c, "create table contended (revision bigint not null)"));
    int _ = other.write(c -> Sql.update(c, "insert into contended values (0)"));
  }

  @AfterEach
  void close() {
    database.close();
    other.close();
  }

  @Test
  void isMadeOnceTheOtherNodeLetsIt() {
    changes.commit(reads -> plan(reads, 9));
    assertThat(plans).isEqualTo(10);
    long revision = other.read(c -> Sql.number(c, READ));
    assertThat(revision).isEqualTo(10);
  }

  @Test
  void failsForNowWhereTheOtherNodeNeverDoes() {
    assertThatThrownBy(() -> changes.commit(reads -> plan(reads, Integer.MAX_VALUE)))
        .isInstanceOfSatisfying(
            HooksException.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(HooksException.Code.STORE_CONTENDED);
              Problem told = Problems.problem(failed, "/api/assets");
              assertThat(told.status()).isEqualTo(503);
              assertThat(told.headers()).containsEntry("Retry-After", "1");
              assertThat(told).hasMessageStartingWith("Others keep changing the same data");
            });
    assertThat(plans).isEqualTo(10);
    long revision = other.read(c -> Sql.number(c, READ));
    assertThat(revision).as("nothing of the change was written").isEqualTo(10);
  }

  /** The other node writes between the read and the write of each of the first plans. */
  private PlannedChange<Integer> plan(CommittedReads reads, int disturbed) {
    long revision = reads.read(c -> Sql.number(c, READ));
    plans++;
    if (plans <= disturbed) {
      int _ = other.write(c -> Sql.update(c, RAISE, revision));
    }
    return PlannedChange.silent(
        c -> {
          int written = Sql.update(c, RAISE, revision);
          StalePlanException.unlessOne(written);
          return written;
        });
  }
}
