package dev.carillon.server.platform.idempotency;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of requests that have a key: durable before the request is carried out. */
record KeyRows(Database database, InstantSource clock) {

  /** For so long a key is remembered. */
  static final Duration KEPT = Duration.ofHours(24);

  private static final int PURGED_AT_ONCE = 1_000;

  /**
   * Claims a key for a request that is about to be carried out.
   *
   * @return the row of the request that claimed it before; empty where it is claimed now
   */
  Optional<Row> claim(String id, String username, String content, String claimant) {
    long now = clock.millis();
    return database.write(
        connection -> {
          Sql.update(
              connection,
              "delete from idempotency_keys where id = ? and at < ?",
              id,
              now - KEPT.toMillis());
          int made =
              Sql.update(
                  connection,
                  """
                  insert into idempotency_keys (id, at, username, content, claimant, status)
                  values (?, ?, ?, ?, ?, 0) on conflict (id) do nothing
                  """,
                  id,
                  now,
                  username,
                  content,
                  claimant);
          return made == 1 ? Optional.empty() : Optional.of(row(connection, id));
        });
  }

  /** The request was carried out: its status, and its answer where that is kept. */
  void done(String id, int status, byte @Nullable [] answer) {
    database.write(
        connection ->
            Sql.update(
                connection,
                "update idempotency_keys set status = ?, answer = ? where id = ?",
                status,
                answer,
                id));
  }

  /** The request was not carried out: its key is as if it had never been sent. */
  void free(String id) {
    database.write(
        connection -> Sql.update(connection, "delete from idempotency_keys where id = ?", id));
  }

  /** Takes everything of a user away. */
  static void forget(Connection connection, String username) throws SQLException {
    Sql.update(connection, "delete from idempotency_keys where username = ?", username);
  }

  /** Removes what is older than a day, a thousand rows in a transaction. */
  int purge() {
    long before = clock.millis() - KEPT.toMillis();
    int all = 0;
    int removed;
    do {
      removed =
          database.write(
              connection ->
                  Sql.update(
                      connection,
                      """
                      delete from idempotency_keys where id in
                      (select id from idempotency_keys where at < ? order by at limit ?)
                      """,
                      before,
                      PURGED_AT_ONCE));
      all += removed;
    } while (removed == PURGED_AT_ONCE);
    return all;
  }

  private static Row row(Connection connection, String id) throws SQLException {
    return Sql.first(
            connection,
            "select at, content, claimant, status, answer from idempotency_keys where id = ?",
            row ->
                new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    Optional.ofNullable(row.getBytes(5))),
            id)
        .orElseThrow(
            () -> new SQLException("the row of an idempotency key is gone again", "40001"));
  }

  /**
   * What is known of an earlier request.
   *
   * @param content keyed digest of it
   * @param claimant which process carries it out
   * @param status of its answer; 0 where there is none yet
   * @param answer encrypted; empty where it is not kept
   */
  record Row(long at, String content, String claimant, int status, Optional<byte[]> answer) {}
}
