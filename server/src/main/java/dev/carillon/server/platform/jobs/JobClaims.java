package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which jobs are this process's. Where several processes share the database, a claim lasts some
 * seconds by the database's clock and is renewed while the process lives; then another one may take
 * the job. A node that lost a job cannot note progress in it any more, nor end it.
 */
final class JobClaims {

  /** How often claims are renewed. */
  static final Duration RENEWED_EVERY = Duration.ofSeconds(2);

  private static final Duration LAST = Duration.ofSeconds(15);
  private static final int AT_ONCE = 10_000;
  private static final String DATABASE_TIME =
      "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  private final Database database;
  private final boolean shared;
  private final String owner = Ids.random();

  /** Until when what is claimed now is claimed, in SQL. */
  private final String until;

  /**
   * Jobs that no node works on. Its parameters are the owner and, if nodes share the table, the ids
   * of the jobs that run here.
   */
  private final String left;

  /** None yet. */
  JobClaims(Database database) {
    this.database = database;
    this.shared = database.dialect().shared();
    this.until = shared ? DATABASE_TIME + " + " + LAST.toMillis() : "0";
    // a process that has the embedded database alone waits for no other one
    this.left =
        "select id from jobs where state = 'running' and "
            + (shared
                ? "(owner <> ? or id <> all(string_to_array(?, ' '))) and claimed_until < "
                    + DATABASE_TIME
                : "owner <> ?");
  }

  /** By what its claims are known. */
  String owner() {
    return owner;
  }

  /** Whether other processes may have jobs in the same table. */
  boolean shared() {
    return shared;
  }

  /** Adds a job of this process, in the caller's transaction. */
  int insert(Connection connection, Job job, Instant now) throws SQLException {
    JobStore.insert(connection, job, now);
    return Sql.update(
        connection,
        "update jobs set owner = ?, claimed_until = " + until + " where id = ?",
        owner,
        job.id());
  }

  /** A job that is this process's; empty where another one has taken it. */
  Optional<Job> find(Connection connection, String id) throws SQLException {
    return JobStore.find(connection, id, owner);
  }

  /**
   * Claims what processes left that have ended, and what this one has claimed but does not work on
   * any more: jobs to go on with, the oldest first.
   *
   * @param worked the ids of those that this process works on
   */
  List<Claimed> takeLeft(Collection<String> worked) {
    Sql free = shared ? Sql.of(left, owner, String.join(" ", worked)) : Sql.of(left, owner);
    if (!database.<Boolean>read(connection -> free.rows(connection, 1) > 0)) {
      return List.of();
    }
    Sql take =
        Sql.of("update jobs set owner = ?, claimed_until = " + until + " where id in (", owner)
            .then(free)
            .then(" order by created_at, id limit ?", AT_ONCE)
            .then(
                database.dialect().forUpdateSkipLocked()
                    + ") returning id, kind, username, created_at");
    return database.write(connection -> take.list(connection, JobClaims::claimed)).stream()
        .sorted(Comparator.comparingLong(Claimed::createdAt).thenComparing(Claimed::id))
        .toList();
  }

  /** Makes the claims of this process to these jobs last their full time again. */
  void renew(Collection<String> worked) {
    String renew =
        "update jobs set claimed_until = "
            + until
            + " where state = 'running' and owner = ? and id = any(string_to_array(?, ' '))";
    String ids = String.join(" ", worked);
    database.write(connection -> Sql.update(connection, renew, owner, ids));
  }

  /** Jobs of this process that are to end: another node may have been told so. */
  List<String> stopping() {
    return database.read(
        connection ->
            Sql.list(
                connection,
                "select id from jobs where state = 'running' and stopping = 1 and owner = ?",
                row -> row.getString(1),
                owner));
  }

  /** Gives all claims back: another process may go on at once. */
  void release() {
    database.write(
        connection ->
            Sql.update(
                connection,
                "update jobs set claimed_until = 0 where state = 'running' and owner = ?",
                owner));
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(row.getString(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  /** A job to go on with. */
  record Claimed(String id, String kind, String username, long createdAt) {}
}
