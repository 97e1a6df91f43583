package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement with its parameters. The static methods take a constant text; a statement that
 * is put together from pieces is a value, whose pieces bring their parameters along.
 *
 * <p>On a connection that a {@link Database} has lent, each text is prepared once and used again.
 *
 * @param values numbers, texts, bytes, booleans and nulls, in the order of the parameters
 */
public record Sql(String text, List<@Nullable Object> values) {

  /** No words at all. */
  public static final Sql NOTHING = of("");

  private static final int AT_ONCE = 1_000;

  /** Reads the number in the first column. */
  public static final Row<Long> NUMBER = row -> row.getLong(1);

  public Sql {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** A statement, or a piece of one. */
  public static Sql of(String text, @Nullable Object... values) {
    return new Sql(text, Arrays.asList(values));
  }

  /** This piece and the next. */
  public Sql then(Sql next) {
    List<@Nullable Object> all = new ArrayList<>(values);
    all.addAll(next.values);
    return new Sql(text + next.text, all);
  }

  /** This piece and the next. */
  public Sql then(String more, @Nullable Object... next) {
    return then(of(more, next));
  }

  /** This piece between two others without parameters. */
  public Sql within(String before, String after) {
    return new Sql(before + text + after, values);
  }

  /** All rows. */
  public <T> List<T> list(Connection connection, Row<T> row) throws SQLException {
    return list(connection, text, row, values.toArray());
  }

  /** The first row. */
  public <T> Optional<T> first(Connection connection, Row<T> row) throws SQLException {
    return first(connection, text, row, values.toArray());
  }

  /** Looks at every row. */
  public void each(Connection connection, Visitor visitor) throws SQLException {
    each(connection, text, visitor, values.toArray());
  }

  /** The same as {@link #eachOfMany(Connection, String, Visitor, Object...)}. */
  public void eachOfMany(Connection connection, Visitor visitor) throws SQLException {
    eachOfMany(connection, text, visitor, values.toArray());
  }

  /** The number in the first column of the first row; 0 if there is none. */
  public long number(Connection connection) throws SQLException {
    return number(connection, text, values.toArray());
  }

  /** How many rows this query has; counting stops behind {@code max}. */
  public long rows(Connection connection, long max) throws SQLException {
    return within("select count(*) from (", "")
        .then(" limit ?) as rows_read", max + 1)
        .number(connection);
  }

  /** Writes; how many rows that were. */
  public static int update(Connection connection, String text, @Nullable Object... values)
      throws SQLException {
    return run(connection, text, statement -> set(statement, values).executeUpdate());
  }

  /** All rows. */
  public static <T> List<T> list(
      Connection connection, String text, Row<T> row, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    each(connection, text, rows -> all.add(row.read(rows)), values);
    return all;
  }

  /** Looks at every row. */
  public static void each(
      Connection connection, String text, Visitor visitor, @Nullable Object... values)
      throws SQLException {
    run(
        connection,
        text,
        statement -> {
          try (ResultSet rows = set(statement, values).executeQuery()) {
            while (rows.next()) {
              visitor.visit(rows);
            }
            return true;
          }
        });
  }

  /**
   * Looks at every row of many: a driver that would first read all of them into memory reads some
   * at a time.
   */
  public static void eachOfMany(
      Connection connection, String text, Visitor visitor, @Nullable Object... values)
      throws SQLException {
    run(
        connection,
        text,
        statement -> {
          statement.setFetchSize(AT_ONCE);
          try (ResultSet rows = set(statement, values).executeQuery()) {
            while (rows.next()) {
              visitor.visit(rows);
            }
            return true;
          } finally {
            statement.setFetchSize(0);
          }
        });
  }

  /** The first row. */
  public static <T> Optional<T> first(
      Connection connection, String text, Row<T> row, @Nullable Object... values)
      throws SQLException {
    return run(
        connection,
        text,
        statement -> {
          try (ResultSet rows = set(statement, values).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
          }
        });
  }

  /** The number in the first column of the first row; 0 if there is none. */
  public static long number(Connection connection, String text, @Nullable Object... values)
      throws SQLException {
    return first(connection, text, NUMBER, values).orElse(0L);
  }

  /** Whether there is any row. */
  public static boolean any(Connection connection, String text, @Nullable Object... values)
      throws SQLException {
    return first(connection, text, row -> true, values).isPresent();
  }

  /**
   * Runs one statement for many rows in one batch.
   *
   * @return how many rows each changed, in the order given
   */
  public static <T> int[] batch(
      Connection connection, String text, Collection<T> rows, Binder<T> binder)
      throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
    return run(
        connection,
        text,
        statement -> {
          for (T row : rows) {
            binder.bind(statement, row);
            statement.addBatch();
          }
          return statement.executeBatch();
        });
  }

  /**
   * Runs what the other methods cannot express, such as one statement with other parameters many
   * times. The callback gets the driver's own {@link PreparedStatement}, without the guard that a
   * lent connection has: see {@link Use}.
   */
  public static <T> T run(Connection connection, String text, Use<T> use) throws SQLException {
    if (connection.isWrapperFor(Cache.class)) {
      return connection.unwrap(Cache.class).run(text, use);
    }
    if (TableNames.hasMarkers(text)) {
      throw new IllegalStateException(
          "the names of tables are not known on this connection, which no store has lent: " + text);
    }
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      return use.of(statement);
    }
  }

  /** Sets all parameters of a statement. */
  public static PreparedStatement set(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** {@code ?, ?, ?}: as many as there are values. */
  public static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  /**
   * Reads one row.
   *
   * @param <T> what a row holds
   */
  @FunctionalInterface
  public interface Row<T> {
    /** What the row at the cursor holds. */
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at one row. */
  @FunctionalInterface
  public interface Visitor {
    /** The row at the cursor. */
    void visit(ResultSet row) throws SQLException;
  }

  /**
   * Sets the parameters for one row.
   *
   * @param <T> what a row is made of
   */
  @FunctionalInterface
  public interface Binder<T> {
    /** Sets all parameters. */
    void bind(PreparedStatement statement, T row) throws SQLException;
  }

  /**
   * Uses a statement. On a connection that a {@link Database} has lent it is the driver's own one,
   * prepared once for each text and given to the next caller of that text as it is left. So the
   * callback
   *
   * <ul>
   *   <li>sets parameters and executes, and closes each {@code ResultSet} before it returns;
   *   <li>does not close the statement, and does not keep it;
   *   <li>calls no setter that outlasts an execution, such as {@code setQueryTimeout};
   *   <li>does not call {@code getConnection}: that connection could commit or roll back what
   *       others have written in the same transaction.
   * </ul>
   *
   * @param <T> what it finds out
   */
  @FunctionalInterface
  public interface Use<T> {
    /** Uses it; the lender closes it. */
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Keeps prepared statements: what a lent connection can be unwrapped to. */
  public interface Cache {
    /** Uses the statement with this text, which is prepared where there is none yet. */
    <T> T run(String text, Use<T> use) throws SQLException;
  }
}
