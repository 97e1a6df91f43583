package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the borrower of a connection can do with it. */
final class ConnectionGuardTest {

  private static final Map<Class<?>, Object> SOMETHING =
      Map.of(int.class, 1, boolean.class, true, String.class, "select 1");

  @TempDir Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("guard.db"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void everyMethodThatWouldEndTheTransactionOrChangeTheConnectionIsRefused() throws Exception {
    List<String> passed = new ArrayList<>();
    for (Method method : Connection.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && !refuses(method)) {
        passed.add(method.getName());
      }
    }
    assertThat(passed)
        .contains("prepareStatement", "createStatement", "getMetaData", "isClosed", "createBlob")
        .doesNotContain("commit", "rollback", "close", "abort", "prepareCall")
        .allMatch(
            name ->
                name.startsWith("get")
                    || name.startsWith("is")
                    || name.startsWith("create")
                    || List.of("prepareStatement", "nativeSQL", "clearWarnings", "unwrap")
                        .contains(name));
  }

  private boolean refuses(Method method) {
    Object[] args =
        Arrays.stream(method.getParameterTypes())
            .map(type -> SOMETHING.getOrDefault(type, null))
            .toArray();
    return database.read(
        connection -> {
          try {
            method.invoke(connection, args);
            return false;
          } catch (InvocationTargetException thrown) {
            return String.valueOf(thrown.getCause()).contains("the lender does that");
          } catch (IllegalAccessException hidden) {
            throw new IllegalStateException(hidden);
          }
        });
  }

  @Test
  void whatTheDriverThrowsComesThroughAsItIs() {
    assertThatIllegalStateException()
        .isThrownBy(() -> database.read(connection -> connection.prepareStatement("nonsense")))
        .withCauseInstanceOf(SQLException.class);
  }

  @Test
  void theDriversOwnConnectionDoesNotComeOut() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> database.read(connection -> connection.unwrap(org.sqlite.SQLiteConnection.class)))
        .withMessageContaining("a lent connection is not a org.sqlite.SQLiteConnection");
  }

  @Test
  void aStatementIsPreparedOnceUnlessItsSettingsWereChanged() {
    assertThat(
            database.<Boolean>read(
                connection -> {
                  try (PreparedStatement limited = connection.prepareStatement("values (1), (2)")) {
                    limited.setMaxRows(1);
                    assertThat(rows(limited)).isEqualTo(1);
                  }
                  try (PreparedStatement next = connection.prepareStatement("values (1), (2)")) {
                    assertThat(rows(next)).as("no limit of another caller's").isEqualTo(2);
                  }
                  return true;
                }))
        .isTrue();
  }

  private static int rows(PreparedStatement statement) throws SQLException {
    int rows = 0;
    try (var row = statement.executeQuery()) {
      while (row.next()) {
        rows++;
      }
    }
    return rows;
  }

  @Test
  void parametersOfOneUserAreNotSeenByTheNext() {
    String sql = "select ? is null";
    List<Long> seen =
        database.read(
            connection -> {
              long set = Sql.number(connection, sql, 7);
              long unset = Sql.run(connection, sql, ConnectionGuardTest::number);
              return List.of(set, unset);
            });
    assertThat(seen).containsExactly(0L, 1L);
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (var row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  @Test
  void aStatementInUseIsNotGivenToAnother() {
    String sql = "select value from json_each('[1,2,3]')";
    List<Long> pairs = new ArrayList<>();
    database.read(
        connection -> {
          Sql.each(connection, sql, outer -> pairs.addAll(Sql.list(connection, sql, Sql.NUMBER)));
          return true;
        });
    assertThat(pairs).containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L, 2L, 3L);
  }

  @Test
  void afterTheWorkNothingRunsAnyMore() {
    Connection kept = database.read(connection -> connection);
    assertThatIllegalStateException()
        .isThrownBy(() -> Sql.update(kept, "select 1"))
        .withMessageContaining("has ended");
    assertThatIllegalStateException()
        .isThrownBy(kept::getMetaData)
        .withMessageContaining("has ended");
  }
}
