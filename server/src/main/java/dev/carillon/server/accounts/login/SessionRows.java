package dev.carillon.server.accounts.login;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.Sessions.Client;
import dev.carillon.server.accounts.login.Sessions.Session;
import dev.carillon.server.accounts.login.Sessions.Span;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of sessions. All methods work in the caller's transaction. */
final class SessionRows {

  private static final int LISTED_MAX = 1_000;
  private static final int PURGED_AT_ONCE = 1_000;
  private static final String SELECT =
      "select id, username, proof_version, address, user_agent, opened_at, used_at"
          + " from sessions where ";

  private SessionRows() {}

  static int insert(Connection connection, String digest, Session session) throws SQLException {
    return Sql.update(
        connection,
        """
        insert into sessions (token_sha256, id, username, proof_version, address,
            user_agent, opened_at, used_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        digest,
        session.id(),
        session.username(),
        session.proofVersion(),
        // without the name of the interface that a local address may carry
        session.client().address().getHostAddress().replaceAll("%.*", ""),
        session.client().userAgent(),
        session.span().opened().toEpochMilli(),
        session.span().used().toEpochMilli());
  }

  static Optional<Session> find(Connection connection, String digest) throws SQLException {
    return Sql.first(connection, SELECT + "token_sha256 = ?", SessionRows::session, digest);
  }

  static List<Session> of(Connection connection, String username) throws SQLException {
    return Sql.list(
        connection,
        SELECT + "username = ? order by used_at desc limit " + LISTED_MAX,
        SessionRows::session,
        username);
  }

  /** Stores when it was used, unless another node knows of a later use. */
  static int used(Connection connection, String digest, Instant at) throws SQLException {
    return Sql.update(
        connection,
        "update sessions set used_at = ? where token_sha256 = ? and used_at < ?",
        at.toEpochMilli(),
        digest,
        at.toEpochMilli());
  }

  static int close(Connection connection, String digest) throws SQLException {
    return Sql.update(connection, "delete from sessions where token_sha256 = ?", digest);
  }

  static int end(Connection connection, String username, String id) throws SQLException {
    return Sql.update(
        connection, "delete from sessions where username = ? and id = ?", username, id);
  }

  /** Ends those of an account whose proof has changed, but for one, which goes on. */
  static int changed(Connection connection, Account account, String own) throws SQLException {
    Sql.update(
        connection,
        "update sessions set proof_version = ? where username = ? and id = ?",
        account.proof().version(),
        account.username(),
        own);
    return Sql.update(
        connection,
        "delete from sessions where username = ? and proof_version <> ?",
        account.username(),
        account.proof().version());
  }

  static int endAll(Connection connection, String username) throws SQLException {
    return Sql.update(connection, "delete from sessions where username = ?", username);
  }

  /** Removes some of those that are over, without those that another node is about to remove. */
  static int purge(Connection connection, Dialect dialect, Instant usedBefore, Instant openedBefore)
      throws SQLException {
    return Sql.update(
        connection,
        "delete from sessions where token_sha256 in (select token_sha256 from sessions"
            + " where used_at < ? or opened_at < ? limit "
            + PURGED_AT_ONCE
            + dialect.forUpdateSkipLocked()
            + ")",
        // the last minute of use is not stored yet
        usedBefore.minus(UseRecorder.RECORDED_EVERY).toEpochMilli(),
        openedBefore.toEpochMilli());
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        row.getString("id"),
        row.getString("username"),
        row.getLong("proof_version"),
        new Client(InetAddress.ofLiteral(row.getString("address")), row.getString("user_agent")),
        new Span(
            Instant.ofEpochMilli(row.getLong("opened_at")),
            Instant.ofEpochMilli(row.getLong("used_at"))));
  }
}
