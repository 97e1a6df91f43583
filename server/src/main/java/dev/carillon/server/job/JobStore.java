package dev.carillon.server.job;

import dev.carillon.server.change.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of jobs. All methods work in the caller's transaction. */
public final class JobStore {

  private static final String RUNNING = "running";
  private static final String DONE = "done";
  private static final String FAILED = "failed";
  private static final String COLUMNS =
      "select id, kind, username, request, items, position, processed, failed, state, message"
          + " from jobs ";

  private JobStore() {}

  /** Adds a job, as far as it is. */
  public static void insert(Connection connection, Job job, Instant now) throws SQLException {
    Sql.update(
        connection,
        """
        insert into jobs (id, kind, username, request, items, position, processed, failed, state,
            message, created_at, ended_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        message(job.state()),
        now.toEpochMilli(),
        job.state() instanceof Job.State.Running ? 0L : now.toEpochMilli());
  }

  /** Notes that a job has come from one place to another. */
  static void advance(Connection connection, String id, Job.Progress from, Job.Progress to)
      throws SQLException {
    int moved =
        Sql.update(
            connection,
            """
            update jobs set position = ?, processed = ?, failed = ?
            where id = ? and position = ? and state = 'running'
            """,
            to.position(),
            to.processed(),
            to.failed(),
            id,
            from.position());
    if (moved != 1) {
      throw new SQLException("job " + id + " is not at " + from + " any more");
    }
  }

  /** Ends a job. */
  static void end(Connection connection, String id, Job.State end, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        "update jobs set state = ?, message = ?, ended_at = ? where id = ?",
        name(end),
        message(end),
        now.toEpochMilli(),
        id);
  }

  /** The job of this id. */
  public static Optional<Job> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", JobStore::job, id);
  }

  /** Jobs that go on, the oldest first. */
  static List<Job> running(Connection connection, int most) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where state = 'running' order by created_at, id limit ?",
        JobStore::job,
        most);
  }

  /** Forgets jobs that ended before this time. */
  static void sweep(Connection connection, Instant before) throws SQLException {
    Sql.update(
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
        new Job.Progress(row.getInt("position"), row.getInt("processed"), row.getInt("failed")),
        state(row.getString("state"), row.getString("message")));
  }

  private static Job.State state(String name, String message) throws SQLException {
    return switch (name) {
      case RUNNING -> new Job.State.Running();
      case DONE -> new Job.State.Done();
      case FAILED -> new Job.State.Failed(message);
      default -> throw new SQLException("no such state of a job: " + name);
    };
  }

  private static String name(Job.State state) {
    return switch (state) {
      case Job.State.Running() -> RUNNING;
      case Job.State.Done() -> DONE;
      case Job.State.Failed failed -> FAILED;
    };
  }

  private static String message(Job.State state) {
    return state instanceof Job.State.Failed(String why) ? why : "";
  }
}
