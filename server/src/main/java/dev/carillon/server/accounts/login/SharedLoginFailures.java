package dev.carillon.server.accounts.login;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.LoginThrottle.Counted;
import dev.carillon.server.platform.digest.Hmac;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The failed logins on all nodes that share a database. Each node adds to rows of its own, so that
 * no node waits for another, and reads the sums of all.
 */
final class SharedLoginFailures implements LoginFailures {

  private static final int PURGED_EVERY = 1_000;
  private static final int KEPT_MAX = 100_000;
  private static final int LOCKS = 256;

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
  private static final String PURGE = REMOVE.formatted("last_at < ?");

  /** The oldest of what is too much: who tries a million names must not fill the disk. */
  private static final String BOUND =
      REMOVE.formatted(
          "last_at < (select min(last_at) from (select last_at from login_failures"
              + " order by last_at desc limit ?) as newest)");

  private static final String TAKE_BACK =
      "update login_failures set failed = failed - 1, next_at = ? where failed_by = ? and node = ?";

  private final Database database;
  private final Hmac names;
  private final String node = Ids.random();
  private final AtomicInteger added = new AtomicInteger();

  /** Each is for many keys. */
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  SharedLoginFailures(Database database, Hmac names) {
    this.database = database;
    this.names = names;
  }

  private String stored(String key) {
    return names.hex("failed login\n" + key);
  }

  /**
   * A try that has to wait costs one read and no write, so that guessing does not hold up others.
   * What is counted is read again in the transaction that adds to it.
   */
  @Override
  public Duration begin(List<Counted> keys, Instant now) {
    Duration wait = database.read(connection -> wait(connection, keys, now));
    return wait.isPositive() ? wait : locked(keys, () -> count(keys, now));
  }

  private Duration count(List<Counted> keys, Instant now) {
    boolean purges = added.incrementAndGet() % PURGED_EVERY == 0;
    return database.write(
        connection -> {
          Duration wait = wait(connection, keys, now);
          if (wait.isZero()) {
            for (Counted each : keys) {
              add(connection, each, now);
            }
          }
          if (purges) {
            purge(connection, forgottenBefore(now));
          }
          return wait;
        });
  }

  private Duration wait(Connection connection, List<Counted> keys, Instant now)
      throws SQLException {
    List<Failures> failures = new ArrayList<>();
    for (Counted each : keys) {
      failures.add(of(connection, each.key(), now));
    }
    return Failures.wait(failures, now);
  }

  private Failures of(Connection connection, String key, Instant now) throws SQLException {
    return Sql.first(
            connection,
            SUM,
            row -> new Failures(row.getInt(1), Instant.ofEpochMilli(row.getLong(2))),
            forgottenBefore(now),
            stored(key))
        .orElse(NONE);
  }

  private void add(Connection connection, Counted each, Instant now) throws SQLException {
    int count = of(connection, each.key(), now).count() + 1;
    Sql.update(
        connection,
        ADD,
        stored(each.key()),
        node,
        now.toEpochMilli(),
        now.plus(each.limit().after(count)).toEpochMilli(),
        forgottenBefore(now));
  }

  /** Tries for the same key begin one after the other: those at once see each other. */
  private <T> T locked(List<Counted> keys, Supplier<T> work) {
    List<ReentrantLock> held =
        keys.stream()
            .map(each -> Math.floorMod(each.key().hashCode(), locks.size()))
            .distinct()
            .sorted()
            .map(locks::get)
            .toList();
    held.forEach(ReentrantLock::lock);
    try {
      return work.get();
    } finally {
      held.forEach(ReentrantLock::unlock);
    }
  }

  private static int purge(Connection connection, long old) throws SQLException {
    return Sql.update(connection, PURGE, old) + Sql.update(connection, BOUND, KEPT_MAX);
  }

  @Override
  public void succeeded(String own, String address, Instant now) {
    database.write(
        connection ->
            (own.isEmpty() ? 0 : Sql.update(connection, FORGET, stored(own)))
                + (address.isEmpty()
                    ? 0
                    : Sql.update(
                        connection, TAKE_BACK, now.toEpochMilli(), stored(address), node)));
  }

  private static long forgottenBefore(Instant now) {
    return now.minus(LoginThrottle.FORGOTTEN_AFTER).toEpochMilli();
  }
}
