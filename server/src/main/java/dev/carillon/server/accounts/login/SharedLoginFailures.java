package dev.carillon.server.accounts.login;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.digest.Hmac;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The failed logins on all nodes that share a database. Each node adds to rows of its own, so that
 * no node waits for another, and reads the sums of all.
 */
final class SharedLoginFailures implements LoginFailures {

  private static final int SWEPT_EVERY = 1_000;
  private static final int KEPT_MAX = 100_000;

  private static final String SUM =
      """
      select coalesce(sum(failed) filter (where last_at >= ?), 0), coalesce(max(next_at), 0)
      from login_failures where failed_by = ?
      """;
  private static final String ADD =
      """
      insert into login_failures (failed_by, node, failed, last_at, next_at)
      values (?, ?, 1, ?, ?)
      on conflict (failed_by, node) do update set
        failed = case when login_failures.last_at < ? then 1 else login_failures.failed + 1 end,
        last_at = excluded.last_at, next_at = excluded.next_at
      """;
  private static final String REMOVE =
      """
      delete from login_failures where (failed_by, node) in
        (select failed_by, node from login_failures where %s limit 10000 for update skip locked)
      """;
  private static final String FORGET = REMOVE.formatted("failed_by = ?");
  private static final String SWEEP = REMOVE.formatted("last_at < ?");

  /** The oldest of what is too much: who tries a million names must not fill the disk. */
  private static final String BOUND =
      REMOVE.formatted(
          "last_at < (select min(last_at) from (select last_at from login_failures"
              + " order by last_at desc limit ?) as newest)");

  private final Database database;
  private final Hmac names;
  private final String node = Ids.random();
  private final AtomicInteger added = new AtomicInteger();

  SharedLoginFailures(Database database, Hmac names) {
    this.database = database;
    this.names = names;
  }

  private String stored(String key) {
    return names.hex("failed login\n" + key);
  }

  @Override
  public Failures of(String key, Instant now) {
    return database.read(
        connection ->
            Sql.first(
                    connection,
                    SUM,
                    row -> new Failures(row.getInt(1), Instant.ofEpochMilli(row.getLong(2))),
                    forgottenBefore(now),
                    stored(key))
                .orElse(NONE));
  }

  @Override
  public void add(String key, Instant now, Instant nextTry) {
    boolean sweeps = added.incrementAndGet() % SWEPT_EVERY == 0;
    long old = forgottenBefore(now);
    database.write(
        connection ->
            Sql.update(
                    connection, ADD, stored(key), node, now.toEpochMilli(), nextTry.toEpochMilli(), old)
                + (sweeps ? sweep(connection, old) : 0));
  }

  private static int sweep(Connection connection, long old) throws SQLException {
    return Sql.update(connection, SWEEP, old) + Sql.update(connection, BOUND, KEPT_MAX);
  }

  @Override
  public void forget(String key) {
    database.write(connection -> Sql.update(connection, FORGET, stored(key)));
  }

  @Override
  public void takeBack(String key, Instant now) {
    database.write(
        connection ->
            Sql.update(
                connection,
                """
                update login_failures set failed = failed - 1, next_at = ?
                where failed_by = ? and node = ?
                """,
                now.toEpochMilli(),
                stored(key),
                node));
  }

  private static long forgottenBefore(Instant now) {
    return now.minus(LoginThrottle.FORGOTTEN_AFTER).toEpochMilli();
  }
}
