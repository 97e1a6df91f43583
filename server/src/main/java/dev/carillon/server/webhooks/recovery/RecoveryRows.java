package dev.carillon.server.webhooks.recovery;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The rows of recoveries. A node claims a row for a while before it does anything that others can
 * see; whatever it stores afterwards is stored only if the claim is still its own. All methods work
 * in the caller's transaction.
 */
final class RecoveryRows {

  private static final int SEVERAL = 10_000;

  private static final String READ =
      "select webhook, disabled_at, missed_since, pings, next_at, phase, claimed_until, job,"
          + " last_error from webhook_recoveries ";

  /** What belongs to an earlier disabling is replaced, unless it is being enabled or recovered. */
  private static final String BEGIN =
      """
      insert into webhook_recoveries
        (webhook, disabled_at, missed_since, pings, next_at, phase, claimed_until, job, last_error)
      values (?, ?, ?, 0, ?, 'PINGING', 0, '', '')
      on conflict (webhook) do update set disabled_at = excluded.disabled_at,
        missed_since = excluded.missed_since, pings = 0, next_at = excluded.next_at,
        claimed_until = 0, last_error = ''
      where webhook_recoveries.phase = 'PINGING'
        and webhook_recoveries.disabled_at <> excluded.disabled_at
      """;

  private static final String CLAIM =
      """
      update webhook_recoveries set claimed_until = ?
      where webhook = ? and disabled_at = ? and pings = ? and phase = ? and claimed_until = ?
      """;

  private static final String OF_CLAIM = " where webhook = ? and claimed_until = ?";

  private RecoveryRows() {}

  static List<Recovery> all(Connection connection) throws SQLException {
    return Sql.list(connection, READ + "order by webhook limit ?", RecoveryRows::recovery, SEVERAL);
  }

  static Optional<Recovery> find(Connection connection, Webhook.Id webhook) throws SQLException {
    return Sql.first(
        connection, READ + "where webhook = ?", RecoveryRows::recovery, webhook.value());
  }

  /** The recovery of a webhook begins, unless it has begun. */
  static int begin(Connection connection, Webhook webhook, long firstPingAt) throws SQLException {
    long disabledAt = Recovery.disabledAt(webhook);
    return Sql.update(connection, BEGIN, webhook.id().value(), disabledAt, disabledAt, firstPingAt);
  }

  /** Where one process has the database alone, what it claimed before it ended is free. */
  static int release(Connection connection) throws SQLException {
    return Sql.update(connection, "update webhook_recoveries set claimed_until = 0");
  }

  /** Claims it as it is; false where another node was faster, or something has changed. */
  static boolean claim(Connection connection, Recovery row, long until) throws SQLException {
    return Sql.update(
            connection,
            CLAIM,
            until,
            row.webhook().value(),
            row.disabledAt(),
            row.pings(),
            row.phase().name(),
            row.claimedUntil())
        == 1;
  }

  /** A ping was no success; the claim ends. */
  static boolean failed(Connection connection, Recovery claimed, long nextAt, String error)
      throws SQLException {
    return Sql.update(
            connection,
            "update webhook_recoveries set pings = pings + 1, next_at = ?, last_error = ?,"
                + " claimed_until = 0"
                + OF_CLAIM,
            nextAt,
            error,
            claimed.webhook().value(),
            claimed.claimedUntil())
        == 1;
  }

  /** A ping was a success: from here on it is enabled, by whichever node. */
  static boolean succeeded(Connection connection, Recovery claimed, String job)
      throws SQLException {
    return Sql.update(
            connection,
            "update webhook_recoveries set pings = pings + 1, phase = 'ENABLING', job = ?"
                + OF_CLAIM,
            job,
            claimed.webhook().value(),
            claimed.claimedUntil())
        == 1;
  }

  /** Its job is added in this transaction; the claim ends. */
  static boolean recovering(Connection connection, Recovery claimed) throws SQLException {
    return Sql.update(
            connection,
            "update webhook_recoveries set phase = 'RECOVERING', claimed_until = 0"
                + OF_CLAIM
                + " and phase = 'ENABLING'",
            claimed.webhook().value(),
            claimed.claimedUntil())
        == 1;
  }

  /** It was disabled again: its recovery begins anew, with what it has missed since then. */
  static int again(
      Connection connection, Recovery before, Webhook webhook, long missedSince, long firstPingAt)
      throws SQLException {
    return Sql.update(
        connection,
        """
        update webhook_recoveries set disabled_at = ?, missed_since = ?, pings = 0, next_at = ?,
          phase = 'PINGING', claimed_until = 0, job = '', last_error = ''
        where webhook = ? and disabled_at = ? and phase = ? and job = ?
        """,
        Recovery.disabledAt(webhook),
        missedSince,
        firstPingAt,
        before.webhook().value(),
        before.disabledAt(),
        before.phase().name(),
        before.job());
  }

  /** Nothing is to be done any more, if it is still as it was. */
  static int forget(Connection connection, Recovery row) throws SQLException {
    return Sql.update(
        connection,
        "delete from webhook_recoveries where webhook = ? and disabled_at = ? and phase = ?"
            + " and job = ? and claimed_until = ?",
        row.webhook().value(),
        row.disabledAt(),
        row.phase().name(),
        row.job(),
        row.claimedUntil());
  }

  private static Recovery recovery(ResultSet row) throws SQLException {
    return new Recovery(
        new Webhook.Id(row.getString("webhook")),
        row.getLong("disabled_at"),
        row.getLong("missed_since"),
        row.getInt("pings"),
        row.getLong("next_at"),
        Recovery.Phase.valueOf(row.getString("phase")),
        row.getLong("claimed_until"),
        row.getString("job"),
        row.getString("last_error"));
  }
}
