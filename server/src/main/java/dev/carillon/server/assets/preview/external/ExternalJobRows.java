package dev.carillon.server.assets.preview.external;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.asset.PreviewQueueRows;
import dev.carillon.server.assets.preview.external.ExternalJob.State;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of jobs. All methods work in the caller's transaction. */
final class ExternalJobRows {

  private static final String COLUMNS =
      """
      select asset_id, blob, engine_id, state, key_hash, tries, queued_at, until_at, received,
        ended_at, error
      from external_jobs
      """;

  private static final int NEXT_LOOKED_AT = 10;

  private ExternalJobRows() {}

  /** The asset's job. */
  static Optional<ExternalJob> find(Connection connection, String assetId) throws SQLException {
    return Sql.first(connection, COLUMNS + " where asset_id = ?", ExternalJobRows::job, assetId);
  }

  /**
   * The asset's job, for the holder of its key; locked until the transaction ends.
   *
   * @throws Problem 410 where it has ended
   */
  static ExternalJob open(Connection connection, String assetId, String key) throws SQLException {
    return locked(connection, assetId)
        .filter(job -> job.opens(key))
        .orElseThrow(ExternalJobRows::gone);
  }

  /** The asset's job, locked until this transaction ends. */
  static Optional<ExternalJob> locked(Connection connection, String assetId) throws SQLException {
    Sql.update(
        connection, "update external_jobs set asset_id = asset_id where asset_id = ?", assetId);
    return find(connection, assetId);
  }

  /**
   * Whether nothing has happened to the asset's job, or to it having none, since it was read; and
   * nothing does before this transaction ends.
   */
  static boolean stands(Connection connection, String assetId, Optional<ExternalJob> seen)
      throws SQLException {
    Optional<ExternalJob> now = locked(connection, assetId);
    return seen.isEmpty() ? now.isEmpty() : now.filter(seen.get()::stands).isPresent();
  }

  /** Another request was faster: if it brought a picture, that is to be looked at. */
  static void overtaken(Connection connection, String assetId) throws SQLException {
    if (find(connection, assetId)
        .filter(job -> job.received().contains(RenditionName.PREVIEW))
        .isPresent()) {
      PreviewQueueRows.due(connection, assetId);
    }
  }

  /** Another job of the engine need not wait any more. */
  static void next(Connection connection, String engineId) throws SQLException {
    for (ExternalJob next : list(connection, engineId, State.QUEUED, NEXT_LOOKED_AT)) {
      if (PreviewQueueRows.due(connection, next.assetId())) {
        return;
      }
      // its asset is gone, or has pictures
      remove(connection, next.assetId());
    }
  }

  /** The error for jobs that have ended. */
  static Problem gone() {
    return new Problem(
        410,
        "JobEnded",
        "This job has ended, was sent to the engine again with other URLs, or never existed");
  }

  /** Writes a job in the place of the asset's last one. */
  static void put(Connection connection, ExternalJob job) throws SQLException {
    Sql.update(
        connection,
        """
        insert into external_jobs (asset_id, blob, engine_id, state, key_hash, tries, queued_at,
          until_at, received, ended_at, error)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (asset_id) do update set blob = excluded.blob, engine_id = excluded.engine_id,
          state = excluded.state, key_hash = excluded.key_hash, tries = excluded.tries,
          queued_at = excluded.queued_at, until_at = excluded.until_at,
          received = excluded.received, ended_at = excluded.ended_at, error = excluded.error
        """,
        job.assetId(),
        job.blob(),
        job.engineId(),
        job.state().text(),
        job.keyHash(),
        job.tries(),
        job.queuedAt(),
        job.until(),
        job.received().stream().map(RenditionName::text).sorted().collect(Collectors.joining(",")),
        job.endedAt(),
        job.error());
  }

  /** The asset has no job any more. */
  static void remove(Connection connection, String assetId) throws SQLException {
    Sql.update(connection, "delete from external_jobs where asset_id = ?", assetId);
  }

  /** How many of an engine's jobs are in each state. */
  static Map<State, Long> counts(Connection connection, String engineId) throws SQLException {
    Map<State, Long> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0L);
    }
    Sql.list(
            connection,
            "select state, count(*) from external_jobs where engine_id = ? group by state",
            row -> Map.entry(State.of(row.getString(1)), row.getLong(2)),
            engineId)
        .forEach(each -> counts.put(each.getKey(), each.getValue()));
    return counts;
  }

  /** How many the engine has now, as far as it is in time. */
  static long posted(Connection connection, String engineId, long now) throws SQLException {
    return Sql.number(
        connection,
        "select count(*) from external_jobs where engine_id = ? and state = ? and until_at > ?",
        engineId,
        State.POSTED.text(),
        now);
  }

  /** An engine's jobs in this state: the first so many by time. */
  static List<ExternalJob> list(Connection connection, String engineId, State state, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + " where engine_id = ? and state = ? order by queued_at, asset_id limit ?",
        ExternalJobRows::job,
        engineId,
        state.text(),
        limit);
  }

  /** Some jobs of an engine that have not ended. */
  static List<ExternalJob> open(Connection connection, String engineId, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + " where engine_id = ? and state <> ? order by queued_at, asset_id limit ?",
        ExternalJobRows::job,
        engineId,
        State.FAILED.text(),
        limit);
  }

  /** Removes failures of before, and what was left by assets that are gone since. */
  static void purge(Connection connection, long before) throws SQLException {
    Sql.update(
        connection,
        "delete from external_jobs where queued_at < ? and until_at < ? and ended_at < ?",
        before,
        before,
        before);
  }

  /** Removes an engine's failures. */
  static int forget(Connection connection, String engineId) throws SQLException {
    return Sql.update(connection, "delete from external_jobs where engine_id = ?", engineId);
  }

  private static ExternalJob job(ResultSet row) throws SQLException {
    return new ExternalJob(
        row.getString("asset_id"),
        row.getString("blob"),
        row.getString("engine_id"),
        State.of(row.getString("state")),
        row.getString("key_hash"),
        row.getInt("tries"),
        row.getLong("queued_at"),
        row.getLong("until_at"),
        names(row.getString("received")),
        row.getLong("ended_at"),
        row.getString("error"));
  }

  private static Set<RenditionName> names(String list) {
    return Arrays.stream(list.split(","))
        .flatMap(name -> RenditionName.of(name).stream())
        .collect(Collectors.toSet());
  }
}
