package dev.carillon.server.assets.share;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of auth keys. All methods work in the caller's transaction. */
final class AuthKeyStore {
  private static final String COLUMNS =
      "select auth_key, owner, created_at, valid_until, state, terms from auth_keys ";

  /** What one key takes in all: a link that got about fills no disk. */
  private static final int UPLOADS_MAX = 1_000;

  private static final long UPLOADED_BYTES_MAX = 64L << 30;
  private static final int VERDICTS_MAX = 1_000;

  private AuthKeyStore() {}

  static void insert(Connection connection, AuthKey key) throws SQLException {
    Sql.update(
        connection,
        """
        insert into auth_keys (auth_key, owner, created_at, valid_until, state, ended_at, terms)
        values (?, ?, ?, ?, ?, 0, ?)
        """,
        key.key(),
        key.owner(),
        key.createdAt(),
        key.validUntil(),
        key.state().text(),
        Json.text(key.terms()));
  }

  static Optional<AuthKey> find(Connection connection, String key) throws SQLException {
    return Sql.first(connection, COLUMNS + "where auth_key = ?", AuthKeyStore::authKey, key);
  }

  /** Keys of a user, the newest first; an empty name or state stands for all. */
  static List<AuthKeys.Link> page(
      Connection connection, String owner, String state, int from, int size) throws SQLException {
    List<Object> values = values(owner, state);
    values.add(size);
    values.add(from);
    return Sql.list(
        connection,
        "select auth_key, owner, created_at, valid_until, state, terms, uploads, verdicts"
            + " from auth_keys"
            + which(owner, state)
            + " order by created_at desc, auth_key limit ? offset ?",
        row -> new AuthKeys.Link(authKey(row), row.getLong("uploads"), row.getLong("verdicts")),
        values.toArray());
  }

  /** How many there are. */
  static long count(Connection connection, String owner, String state) throws SQLException {
    return Sql.number(
        connection,
        "select count(*) from auth_keys" + which(owner, state),
        values(owner, state).toArray());
  }

  private static String which(String owner, String state) {
    return (owner.isEmpty() ? " where 1 = 1" : " where owner = ?")
        + (state.isEmpty() ? "" : " and state = ?");
  }

  private static List<Object> values(String owner, String state) {
    return Stream.of(owner, state)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Active keys whose time is over, the longest over first. */
  static List<AuthKey> due(Connection connection, long now, int limit) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where state = ? and valid_until < ? order by valid_until limit ?",
        AuthKeyStore::authKey,
        AuthKey.State.ACTIVE.text(),
        now,
        limit);
  }

  /** Writes other terms, where the key is still active and as it was read; whether it was. */
  static boolean update(Connection connection, AuthKey before, AuthKey after) throws SQLException {
    return Sql.update(
            connection,
            """
            update auth_keys set valid_until = ?, terms = ?
            where auth_key = ? and state = ? and valid_until = ? and terms = ?
            """,
            after.validUntil(),
            Json.text(after.terms()),
            before.key(),
            AuthKey.State.ACTIVE.text(),
            before.validUntil(),
            Json.text(before.terms()))
        == 1;
  }

  /** Ends a key that is still active and good until the time that was read; whether it was. */
  static boolean end(Connection connection, AuthKey key, AuthKey.State state, long at)
      throws SQLException {
    return Sql.update(
            connection,
            """
            update auth_keys set state = ?, ended_at = ?
            where auth_key = ? and state = ? and valid_until = ?
            """,
            state.text(),
            at,
            key.key(),
            AuthKey.State.ACTIVE.text(),
            key.validUntil())
        == 1;
  }

  /** Lets a user's active keys end at this time, if not before. */
  static void endAll(Connection connection, String owner, long at) throws SQLException {
    Sql.update(
        connection,
        "update auth_keys set valid_until = ? where owner = ? and state = ? and valid_until > ?",
        at,
        owner,
        AuthKey.State.ACTIVE.text(),
        at);
  }

  /** Counts a file, where the key is active and takes one more; whether it does. */
  static boolean countUpload(Connection connection, String key, long bytes) throws SQLException {
    return Sql.update(
            connection,
            """
            update auth_keys set uploads = uploads + 1, uploaded_bytes = uploaded_bytes + ?
            where auth_key = ? and state = ? and uploads < ? and uploaded_bytes + ? <= ?
            """,
            bytes,
            key,
            AuthKey.State.ACTIVE.text(),
            UPLOADS_MAX,
            bytes,
            UPLOADED_BYTES_MAX)
        == 1;
  }

  /** Counts a decision, where the key is active and takes one more; whether it does. */
  static boolean countVerdict(Connection connection, String key) throws SQLException {
    return Sql.update(
            connection,
            """
            update auth_keys set verdicts = verdicts + 1
            where auth_key = ? and state = ? and verdicts < ?
            """,
            key,
            AuthKey.State.ACTIVE.text(),
            VERDICTS_MAX)
        == 1;
  }

  /** Removes keys that ended before this time, the first ended first; how many, at most so many. */
  static int purge(Connection connection, long before, int limit) throws SQLException {
    return Sql.update(
        connection,
        """
        delete from auth_keys where auth_key in
          (select auth_key from auth_keys where state <> 'active' and ended_at < ?
           order by ended_at limit ?)
        """,
        before,
        limit);
  }

  private static AuthKey authKey(ResultSet row) throws SQLException {
    return new AuthKey(
        row.getString("auth_key"),
        row.getString("owner"),
        row.getLong("created_at"),
        row.getLong("valid_until"),
        AuthKey.State.of(row.getString("state")),
        Json.readStored(row.getString("terms"), AuthKey.Terms.class));
  }
}
