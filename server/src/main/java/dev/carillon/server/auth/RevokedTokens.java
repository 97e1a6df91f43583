package dev.carillon.server.auth;

import dev.carillon.hooks.jdbc.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that were logged out before their time, kept until they would have ended anyway. */
public final class RevokedTokens {

  private static final String INSERT =
      """
      insert into revoked_tokens (token_id, expires_at) values (?, ?)
      on conflict (token_id) do nothing
      """;
  private static final String SELECT = "select token_id from revoked_tokens";
  private static final String SWEEP = "delete from revoked_tokens where expires_at < ?";

  private final Database database;
  private final Set<String> known;

  /** All of them, read from the table {@code revoked_tokens}. */
  public RevokedTokens(Database database) {
    this.database = database;
    this.known = ConcurrentHashMap.newKeySet();
    known.addAll(database.read(RevokedTokens::all));
  }

  /** Whether this token is not to be trusted any more. */
  public boolean contains(String tokenId) {
    return known.contains(tokenId);
  }

  /** Revokes a token, durably. */
  public void add(String tokenId, Instant expires, Instant now) {
    database.write(
        connection -> {
          try (PreparedStatement sweep = connection.prepareStatement(SWEEP);
              PreparedStatement insert = connection.prepareStatement(INSERT)) {
            sweep.setLong(1, now.toEpochMilli());
            sweep.executeUpdate();
            insert.setString(1, tokenId);
            insert.setLong(2, expires.toEpochMilli());
            return insert.executeUpdate();
          }
        });
    known.add(tokenId);
  }

  private static Set<String> all(Connection connection) throws SQLException {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    try (PreparedStatement select = connection.prepareStatement(SELECT);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}
