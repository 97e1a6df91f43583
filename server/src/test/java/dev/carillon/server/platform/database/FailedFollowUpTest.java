package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that is durable when what follows its commit fails. */
class FailedFollowUpTest {

  private static final Outbox NO_EVENTS =
      (Outbox)
          Proxy.newProxyInstance(
              Outbox.class.getClassLoader(),
              new Class<?>[] {Outbox.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("no event is made");
              });

  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("db"));
    int _ = database.write(c -> Sql.update(c, "create table changed (revision integer not null)"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isNotReportedAsOneThatMayBeRepeated() {
    Changes changes = new Changes(database, NO_EVENTS, receipt -> {});
    assertThatThrownBy(
            () ->
                changes.commit(
                    reads ->
                        PlannedChange.silent(
                            c -> Sql.update(c, "insert into changed (revision) values (1)")),
                    written -> {
                      throw new IllegalStateException("the cache is broken");
                    }))
        .isInstanceOfSatisfying(
            HooksException.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(HooksException.Code.OUTCOME_UNKNOWN);
              Problem told = Problems.problem(failed, "/api/assets");
              assertThat(told.status()).isEqualTo(504);
              assertThat(told.headers()).doesNotContainKey("Retry-After");
              assertThat(told).hasMessageContaining("may have been made");
            });
    long made = database.read(c -> Sql.number(c, "select count(*) from changed"));
    assertThat(made).as("the change was made").isEqualTo(1);
  }
}
