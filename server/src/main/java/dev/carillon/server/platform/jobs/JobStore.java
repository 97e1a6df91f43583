package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of jobs. All methods work in the caller's transaction. */
final class JobStore {

  private static final String RUNNING = "running";
  private static final String DONE = "done";
  private static final String FAILED = "failed";
  private static final String STOPPED = "stopped";
  private static final String COLUMNS =
      "select id, kind, username, request, items, total, position, processed, failed, skipped,"
          + " place, stopping, state, message from jobs ";

  /** Without the items, of which there may be many thousands. */
  private static final String LISTED =
      "select id, kind, username, request, '' as items, total, position, processed, failed,"
          + " skipped, place, stopping, state, message, created_at, ended_at from jobs ";

  private JobStore() {}

  /** Adds a job, as far as it is; one that goes on belongs to no node yet. */
  static int insert(Connection connection, Job job, Instant now) throws SQLException {
    return Sql.update(
        connection,
        """
        insert into jobs (id, kind, username, request, items, position, processed, failed, state,
            message, created_at, ended_at, total, skipped, place)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        job.id(),
        job.kind(),
        job.username(),
        job.request(),
        String.join("\n", job.items()),
        job.progress().position(),
        job.progress().processed(),
        job.progress().failed(),
        name(job.state()),
        job.state().message(),
        now.toEpochMilli(),
        job.state() instanceof Job.State.Running ? 0L : now.toEpochMilli(),
        job.total(),
        job.progress().skipped(),
        job.progress().place());
  }

  /** Notes that a job of this process has come from one place to another. */
  static void advance(
      Connection connection, String id, String owner, Job.Progress from, Job.Progress to)
      throws SQLException {
    int moved =
        Sql.update(
            connection,
            """
            update jobs set position = ?, processed = ?, failed = ?, skipped = ?, place = ?
            where id = ? and position = ? and place = ? and state = 'running' and owner = ?
            """,
            to.position(),
            to.processed(),
            to.failed(),
            to.skipped(),
            to.place(),
            id,
            from.position(),
            from.place(),
            owner);
    if (moved != 1) {
      throw new SQLException(
          "job " + id + " is not at " + from + " any longer, or another node continues it");
    }
  }

  /** Ends a job of this process. */
  static int end(Connection connection, String id, String owner, Job.State end, Instant now)
      throws SQLException {
    return Sql.update(
        connection,
        "update jobs set state = ?, message = ?, ended_at = ? where id = ? and owner = ?",
        name(end),
        end.message(),
        now.toEpochMilli(),
        id,
        owner);
  }

  /** The job of this id. */
  static Optional<Job> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", JobStore::job, id);
  }

  /** The job of this id, where it is this process's. */
  static Optional<Job> find(Connection connection, String id, String owner) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ? and owner = ?", JobStore::job, id, owner);
  }

  /** A job as lists show it. */
  static Optional<ListedJob> listed(Connection connection, String id) throws SQLException {
    return Sql.first(connection, LISTED + "where id = ?", JobStore::listedJob, id);
  }

  /** Jobs before this place, the newest first. */
  static List<ListedJob> list(Connection connection, ListedJob.Place before, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        LISTED + "where (created_at, id) < (?, ?) order by created_at desc, id desc limit ?",
        JobStore::listedJob,
        before.createdAt().toEpochMilli(),
        before.id(),
        limit);
  }

  /** How many jobs of a kind run, those that are to stop left out: of all users, and of one. */
  static Running running(Connection connection, String kind, String username) throws SQLException {
    return Sql.first(
            connection,
            """
            select count(*), count(case when username = ? then 1 end) from jobs
            where kind = ? and state = 'running' and stopping = 0
            """,
            row -> new Running(row.getInt(1), row.getInt(2)),
            username,
            kind)
        .orElseThrow();
  }

  /** How many jobs run. */
  record Running(int all, int ofUser) {}

  /** Wants a job to end; false where it has. */
  static boolean stop(Connection connection, String id) throws SQLException {
    return Sql.update(
            connection, "update jobs set stopping = 1 where id = ? and state = 'running'", id)
        == 1;
  }

  /** Forgets jobs that ended before this time. */
  static int purge(Connection connection, Instant before) throws SQLException {
    return Sql.update(
        connection,
        "delete from jobs where state <> 'running' and ended_at < ?",
        before.toEpochMilli());
  }

  private static Job job(ResultSet row) throws SQLException {
    String items = row.getString("items");
    return new Job(
        row.getString("id"),
        row.getString("kind"),
        row.getString("username"),
        row.getString("request"),
        items.isEmpty() ? List.of() : Arrays.asList(items.split("\n")),
        row.getInt("total"),
        new Job.Progress(
            row.getInt("position"),
            row.getInt("processed"),
            row.getInt("failed"),
            row.getInt("skipped"),
            row.getString("place")),
        state(row.getString("state"), row.getString("message"), row.getInt("stopping") == 1));
  }

  private static ListedJob listedJob(ResultSet row) throws SQLException {
    long endedAt = row.getLong("ended_at");
    return new ListedJob(
        job(row),
        Instant.ofEpochMilli(row.getLong("created_at")),
        endedAt == 0 ? null : Instant.ofEpochMilli(endedAt));
  }

  private static Job.State state(String name, String message, boolean stopping)
      throws SQLException {
    return switch (name) {
      case RUNNING -> stopping ? new Job.State.Stopping() : new Job.State.Running();
      case STOPPED -> new Job.State.Stopped();
      case DONE -> new Job.State.Done(message);
      case FAILED -> new Job.State.Failed(message);
      default -> throw new SQLException("no such state of a job: " + name);
    };
  }

  private static String name(Job.State state) {
    return switch (state) {
      case Job.State.Running running -> RUNNING;
      case Job.State.Stopping stopping -> RUNNING;
      case Job.State.Stopped stopped -> STOPPED;
      case Job.State.Done done -> DONE;
      case Job.State.Failed failed -> FAILED;
    };
  }
}
