package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.database.StalePlanException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows that say how channels work, and what each was told. All methods work in the caller's
 * transaction.
 */
final class ChannelRows {

  /** A node that sends renews its claim; one that did not for so long has died. */
  static final Duration CLAIM = Duration.ofSeconds(60);

  private static final int CHANNELS_MAX = 1_000;

  private static final String ALL =
      """
      select name, sent_at, next_at, failures, error, error_at from alert_channels
      order by name limit ?
      """;
  private static final String CLAIMED =
      """
      update alert_channels set owner = ?, claimed_until = ?
      where name = ? and next_at <= ? and (claimed_until <= ? or (? = 1 and owner <> ?))
      """;
  private static final String RENEWED =
      """
      update alert_channels set claimed_until = ?
      where name = ? and owner = ? and claimed_until > 0
      """;
  private static final String SENT =
      """
      update alert_channels
      set sent_at = ?, next_at = ?, failures = 0, error = '', error_at = 0, claimed_until = 0
      where name = ? and owner = ?
      """;
  private static final String FAILED =
      """
      update alert_channels
      set next_at = ?, failures = failures + 1, error = ?, error_at = ?, claimed_until = 0
      where name = ? and owner = ?
      """;
  private static final String TOLD =
      """
      insert into alert_tellings (channel, rule, subject, episodes, ended, told_at)
      values (?, ?, ?, ?, ?, ?)
      on conflict (channel, rule, subject) do update set
        episodes = excluded.episodes, ended = excluded.ended, told_at = excluded.told_at
      """;
  private static final String TOLD_AFTER =
      TOLD + "where alert_tellings.episodes = ? and alert_tellings.ended = ?";

  private ChannelRows() {}

  /**
   * How a channel works.
   *
   * @param sentAt when it got a message last; the epoch: never
   * @param nextAt before which nothing is sent
   * @param failures how many messages failed in a row
   * @param error what was wrong with the last of them; empty where it worked
   * @param errorAt when that was
   */
  record State(
      String name, Instant sentAt, Instant nextAt, int failures, String error, Instant errorAt) {}

  /**
   * What a channel was told.
   *
   * @param ended whether it was told that the alert had ended
   */
  record Telling(String channel, boolean ended, Instant at) {}

  /** All of them. */
  static Map<String, State> all(Connection connection) throws SQLException {
    return Sql.list(connection, ALL, ChannelRows::state, CHANNELS_MAX).stream()
        .collect(Collectors.toMap(State::name, Function.identity()));
  }

  private static State state(ResultSet row) throws SQLException {
    return new State(
        row.getString("name"),
        Instant.ofEpochMilli(row.getLong("sent_at")),
        Instant.ofEpochMilli(row.getLong("next_at")),
        row.getInt("failures"),
        row.getString("error"),
        Instant.ofEpochMilli(row.getLong("error_at")));
  }

  /** From now on there are these, and no other ones. */
  static void keep(Connection connection, Set<String> names) throws SQLException {
    for (String known : all(connection).keySet()) {
      if (!names.contains(known)) {
        Sql.update(connection, "delete from alert_channels where name = ?", known);
        Sql.update(connection, "delete from alert_tellings where channel = ?", known);
      }
    }
    for (String name : names) {
      Sql.update(
          connection,
          "insert into alert_channels (name) values (?) on conflict (name) do nothing",
          name);
    }
  }

  /** A channel is another one now, which may work: nothing is waited for. */
  static void retry(Connection connection, String name) throws SQLException {
    Sql.update(
        connection,
        "update alert_channels set next_at = 0, failures = 0, error = '', error_at = 0"
            + " where name = ?",
        name);
  }

  /**
   * Takes a channel for one message, if one may be sent and no other node sends one.
   *
   * @param alone whether there is no other node: then a claim of another owner is of a process that
   *     has ended
   */
  static boolean claimed(
      Connection connection, String name, String owner, Instant now, boolean alone)
      throws SQLException {
    long millis = now.toEpochMilli();
    return Sql.update(
            connection,
            CLAIMED,
            owner,
            millis + CLAIM.toMillis(),
            name,
            millis,
            millis,
            alone ? 1 : 0,
            owner)
        > 0;
  }

  /** A message takes its time; a claim that has ended stays so. */
  static void renewed(Connection connection, String name, String owner, Instant now)
      throws SQLException {
    Sql.update(connection, RENEWED, now.toEpochMilli() + CLAIM.toMillis(), name, owner);
  }

  /** A message was taken that says these. */
  static void sent(
      Connection connection,
      String name,
      String owner,
      List<PendingAlert> alerts,
      Instant now,
      Instant next)
      throws SQLException {
    int still = Sql.update(connection, SENT, now.toEpochMilli(), next.toEpochMilli(), name, owner);
    if (still == 0) {
      return;
    }
    for (PendingAlert pending : alerts) {
      Sql.update(connection, TOLD, told(name, pending, now).toArray());
    }
  }

  private static List<Object> told(String name, PendingAlert pending, Instant now) {
    Alert alert = pending.alert();
    return List.of(
        name,
        alert.found().rule(),
        alert.found().subject(),
        alert.episodes(),
        alert.active() ? 0 : 1,
        now.toEpochMilli());
  }

  /**
   * Events that say these are recorded in the caller's transaction.
   *
   * @throws StalePlanException where the channel is no more, or was told of one of them since they
   *     were read
   */
  static void recorded(Connection connection, String name, List<PendingAlert> alerts, Instant now)
      throws SQLException {
    // first: nodes that record for the same channel do so one after the other
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            "update alert_channels set sent_at = ? where name = ?",
            now.toEpochMilli(),
            name));
    for (PendingAlert pending : alerts) {
      List<Object> values = new ArrayList<>(told(name, pending, now));
      values.add(pending.toldEpisodes());
      values.add(pending.toldEnd() ? 1 : 0);
      StalePlanException.unlessOne(Sql.update(connection, TOLD_AFTER, values.toArray()));
    }
  }

  /** How many messages a channel did not take, in a row. */
  static int failures(Connection connection, String name) throws SQLException {
    return Sql.first(
            connection,
            "select failures from alert_channels where name = ?",
            row -> row.getInt(1),
            name)
        .orElse(0);
  }

  /** A message was not taken. */
  static void failed(
      Connection connection, String name, String owner, String error, Instant now, Instant next)
      throws SQLException {
    Sql.update(connection, FAILED, next.toEpochMilli(), error, now.toEpochMilli(), name, owner);
  }

  /** What channels were told of an alert last. */
  static List<Telling> tellings(Connection connection, Finding found) throws SQLException {
    return Sql.list(
        connection,
        """
        select channel, ended, told_at from alert_tellings
        where rule = ? and subject = ? order by channel limit ?
        """,
        row ->
            new Telling(
                row.getString("channel"),
                row.getInt("ended") == 1,
                Instant.ofEpochMilli(row.getLong("told_at"))),
        found.rule(),
        found.subject(),
        CHANNELS_MAX);
  }
}
