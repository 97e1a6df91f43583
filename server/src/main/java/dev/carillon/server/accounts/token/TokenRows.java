package dev.carillon.server.accounts.token;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.token.ApiToken.Life;
import dev.carillon.server.accounts.token.ApiToken.Place;
import dev.carillon.server.accounts.token.ApiToken.Use;
import dev.carillon.server.platform.http.TokenScope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of tokens. */
final class TokenRows {

  private static final String COLUMNS =
      """
      select t.id, u.username, t.name, t.scopes, t.prefix, t.created_at, t.expires_at, t.revoked_at,
        t.last_used_at, t.last_used_from, t.consumer, t.paired
      from api_tokens t join users u on u.id = t.user_id
      """;

  private TokenRows() {}

  /** Makes one; whether there is such a user. */
  static boolean insert(Connection connection, ApiToken token, String sha256) throws SQLException {
    return Sql.update(
            connection,
            """
            insert into api_tokens (id, user_id, name, scopes, prefix, token_sha256, created_at,
              expires_at, consumer, paired)
            select ?, id, ?, ?, ?, ?, ?, %s, ?, ? from users where username = ?
            """
                .formatted(
                    token.life().expires().equals(Instant.MAX)
                        ? "null"
                        : token.life().expires().toEpochMilli()),
            token.id(),
            token.name(),
            token.scopes().stream().map(TokenScope::text).collect(Collectors.joining(",")),
            token.prefix(),
            sha256,
            token.life().created().toEpochMilli(),
            token.consumer(),
            token.paired() ? 1 : 0,
            token.username())
        == 1;
  }

  /** How many of a user's tokens are good. */
  static long good(Connection connection, String username, Instant now) throws SQLException {
    return Sql.number(
        connection,
        """
        select count(*) from api_tokens t join users u on u.id = t.user_id
        where u.username = ? and t.revoked_at is null
          and (t.expires_at is null or t.expires_at > ?)
        """,
        username,
        now.toEpochMilli());
  }

  static Optional<ApiToken> bySha256(Connection connection, String sha256) throws SQLException {
    return Sql.first(connection, COLUMNS + "where t.token_sha256 = ?", TokenRows::token, sha256);
  }

  static Optional<ApiToken> byId(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where t.id = ?", TokenRows::token, id);
  }

  /** A page of all users', the newest first. */
  static List<ApiToken> page(Connection connection, Place after, int limit) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS
            + "where (t.created_at, t.id) < (?, ?) order by t.created_at desc, t.id desc limit ?",
        TokenRows::token,
        after.created().toEpochMilli(),
        after.id(),
        limit);
  }

  /** A page of a user's, the newest first. */
  static List<ApiToken> page(Connection connection, String username, Place after, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS
            + """
            where u.username = ? and (t.created_at, t.id) < (?, ?)
            order by t.created_at desc, t.id desc limit ?
            """,
        TokenRows::token,
        username,
        after.created().toEpochMilli(),
        after.id(),
        limit);
  }

  static int revoke(Connection connection, String id, Instant at) throws SQLException {
    return Sql.update(
        connection,
        "update api_tokens set revoked_at = ? where id = ? and revoked_at is null",
        at.toEpochMilli(),
        id);
  }

  static void revokeAll(Connection connection, String userId, Instant at) throws SQLException {
    Sql.update(
        connection,
        "update api_tokens set revoked_at = ? where user_id = ? and revoked_at is null",
        at.toEpochMilli(),
        userId);
  }

  static void removeAll(Connection connection, String userId) throws SQLException {
    Sql.update(connection, "delete from api_tokens where user_id = ?", userId);
  }

  /** Forgets those that ended before this time. */
  static void purge(Connection connection, Instant before) throws SQLException {
    Sql.update(
        connection,
        "delete from api_tokens where revoked_at < ? or expires_at < ?",
        before.toEpochMilli(),
        before.toEpochMilli());
  }

  static int used(Connection connection, String id, Use use) throws SQLException {
    return Sql.update(
        connection,
        "update api_tokens set last_used_at = ?, last_used_from = ? where id = ?",
        use.at().toEpochMilli(),
        use.from(),
        id);
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    long usedAt = row.getLong("last_used_at");
    String usedFrom = row.getString("last_used_from");
    return new ApiToken(
        row.getString("id"),
        row.getString("username"),
        row.getString("name"),
        scopes(row.getString("scopes")),
        row.getString("prefix"),
        new Life(
            Instant.ofEpochMilli(row.getLong("created_at")),
            end(row, "expires_at"),
            end(row, "revoked_at")),
        usedFrom == null ? Use.NEVER : new Use(Instant.ofEpochMilli(usedAt), usedFrom),
        row.getString("consumer"),
        row.getInt("paired") == 1);
  }

  private static Instant end(ResultSet row, String column) throws SQLException {
    long at = row.getLong(column);
    return row.wasNull() ? Instant.MAX : Instant.ofEpochMilli(at);
  }

  static Set<TokenScope> scopes(String texts) {
    return Arrays.stream(texts.split(","))
        .flatMap(text -> TokenScope.named(text).stream())
        .collect(Collectors.toSet());
  }
}
