package dev.carillon.server.accounts.token;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.token.Pairing.Asker;
import dev.carillon.server.accounts.token.Pairing.Grant;
import dev.carillon.server.accounts.token.Pairing.State;
import dev.carillon.server.platform.http.TokenScope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of the table {@code pairings}. */
final class PairingRows {

  private static final String COLUMNS =
      """
      select p.id, p.program, p.machine, p.address, p.requested_at, p.valid_until, p.state,
        p.scopes, p.expires_at, u.username
      from pairings p left join users u on u.id = p.user_id
      """;

  private PairingRows() {}

  /**
   * The part of a pairing that only its row has.
   *
   * @param deviceSha256 of what the program proves itself by
   * @param codeHmac of what the person types
   * @param countedBy what its address counts as
   */
  record Proofs(String deviceSha256, String codeHmac, String countedBy) {}

  /** Makes one; false where another one has the same code. */
  static boolean insert(Connection connection, Pairing pairing, Proofs proofs) throws SQLException {
    return Sql.update(
            connection,
            """
            insert into pairings (id, device_sha256, code_hmac, program, machine, address,
              counted_by, requested_at, valid_until)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (code_hmac) do nothing
            """,
            pairing.id(),
            proofs.deviceSha256(),
            proofs.codeHmac(),
            pairing.asker().program(),
            pairing.asker().machine(),
            pairing.address(),
            proofs.countedBy(),
            pairing.requestedAt().toEpochMilli(),
            pairing.validUntil().toEpochMilli())
        == 1;
  }

  /** How many have not ended by their time. */
  static long valid(Connection connection, Instant now) throws SQLException {
    return Sql.number(
        connection, "select count(*) from pairings where valid_until > ?", now.toEpochMilli());
  }

  /** How many of an address have not ended by their time. */
  static long valid(Connection connection, String countedBy, Instant now) throws SQLException {
    return Sql.number(
        connection,
        "select count(*) from pairings where counted_by = ? and valid_until > ?",
        countedBy,
        now.toEpochMilli());
  }

  /** The open one with this code. */
  static Optional<Pairing> open(Connection connection, String codeHmac, Instant now)
      throws SQLException {
    return Sql.first(
        connection,
        COLUMNS + "where p.code_hmac = ? and p.state = 'o' and p.valid_until > ?",
        PairingRows::pairing,
        codeHmac,
        now.toEpochMilli());
  }

  static Optional<Pairing> byDevice(Connection connection, String deviceSha256)
      throws SQLException {
    return Sql.first(
        connection, COLUMNS + "where p.device_sha256 = ?", PairingRows::pairing, deviceSha256);
  }

  /** Confirms an open one; false where it is open no more, or the user is not there any more. */
  static boolean confirm(
      Connection connection, String id, String username, Grant grant, Instant validUntil)
      throws SQLException {
    return Sql.update(
            connection,
            """
            update pairings set state = 'c', scopes = ?, expires_at = ?, valid_until = ?,
              user_id = (select id from users where username = ?)
            where id = ? and state = 'o' and exists (select 1 from users where username = ?)
            """,
            grant.scopes().stream().map(TokenScope::text).collect(Collectors.joining(",")),
            grant.expires().toEpochMilli(),
            validUntil.toEpochMilli(),
            username,
            id,
            username)
        == 1;
  }

  /** Refuses an open one; false where it is open no more. */
  static boolean refuse(Connection connection, String id) throws SQLException {
    return Sql.update(
            connection, "update pairings set state = 'r' where id = ? and state = 'o'", id)
        == 1;
  }

  /** The token of a confirmed one is given out; false where it was already, or may not be. */
  static boolean give(Connection connection, String id) throws SQLException {
    return Sql.update(
            connection,
            """
            update pairings set state = 'g' where id = ? and state = 'c' and exists
              (select 1 from users u where u.id = pairings.user_id and u.enabled = 1)
            """,
            id)
        == 1;
  }

  /** Removes the pairings that a user has confirmed and no program has fetched. */
  static void removeConfirmed(Connection connection, String userId) throws SQLException {
    Sql.update(connection, "delete from pairings where user_id = ? and state = 'c'", userId);
  }

  static void removeAll(Connection connection, String userId) throws SQLException {
    Sql.update(connection, "delete from pairings where user_id = ?", userId);
  }

  /** Forgets those that ended before this time. */
  static void purge(Connection connection, Instant before) throws SQLException {
    Sql.update(connection, "delete from pairings where valid_until < ?", before.toEpochMilli());
  }

  private static Pairing pairing(ResultSet row) throws SQLException {
    return new Pairing(
        row.getString("id"),
        new Asker(row.getString("program"), row.getString("machine")),
        row.getString("address"),
        Instant.ofEpochMilli(row.getLong("requested_at")),
        Instant.ofEpochMilli(row.getLong("valid_until")),
        state(row));
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (row.getString("state")) {
      case "o" -> new State.Open();
      case "c" ->
          new State.Confirmed(
              row.getString("username"),
              new Grant(
                  TokenRows.scopes(row.getString("scopes")),
                  Instant.ofEpochMilli(row.getLong("expires_at"))));
      case "r" -> new State.Refused();
      default -> new State.Given();
    };
  }
}
