package dev.carillon.server.accounts.user;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Account.Person;
import dev.carillon.server.accounts.login.Account.Proof;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.Caller.Licence;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rows of users. */
final class UserRows {

  private static final int PLACES_MAX = 20;
  private static final long VERSIONS = 1L << 48;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String COLUMNS =
      """
      select id, username, full_name, email, locale, authorities, licence, password_hash,
        proof_version, enabled, known_addresses, created_at, last_log_in_at
      from users
      """;
  private static final String ADMINISTRATORS =
      """
      select 1 from users
      where authorities like '%ROLE_SUPERUSER%' and enabled = 1 and password_hash <> '' limit 1
      """;

  private UserRows() {}

  /** Changes of users go one after the other: all begin with this lock. */
  static void lock(Connection connection) throws SQLException {
    Sql.update(connection, "update users_revision set last = last + 1");
  }

  static boolean any(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 from users limit 1");
  }

  /** Whether there is a user who can log in and administer. */
  static boolean anyAdministrator(Connection connection) throws SQLException {
    return Sql.any(connection, ADMINISTRATORS);
  }

  static Optional<User> find(Connection connection, String key) throws SQLException {
    return Sql.first(connection, COLUMNS + "where username_key = ?", UserRows::user, key);
  }

  static Optional<User> byId(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", UserRows::user, id);
  }

  /** A page by name, of those whose names come after this one and who have a text in them. */
  static List<User> page(Connection connection, String after, String text, int limit)
      throws SQLException {
    String part = "%" + Accounts.key(text).replaceAll("[%_!]", "!$0") + "%";
    return Sql.list(
        connection,
        COLUMNS
            + """
            where username_key > ? and (username_key like ? escape '!'
              or lower(full_name) like ? escape '!' or lower(email) like ? escape '!')
            order by username_key limit ?
            """,
        UserRows::user,
        after,
        part,
        part,
        part,
        limit);
  }

  /** Makes a user; whether the name was free. */
  static boolean insert(Connection connection, String id, NewUser user, String hash, Instant at)
      throws SQLException {
    // no number that a session of an earlier user of this name may have
    long version = RANDOM.nextLong(1, VERSIONS);
    return Sql.update(
            connection,
            """
            insert into users (id, username_key, username, full_name, email, locale, authorities,
              licence, password_hash, proof_version, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (username_key) do nothing
            """,
            id,
            Accounts.key(user.username()),
            user.username(),
            user.person().fullName(),
            user.person().email(),
            user.person().locale(),
            String.join(",", user.authorities()),
            user.licence().text(),
            hash,
            version,
            at.toEpochMilli())
        == 1;
  }

  /** Changes all that may be changed but the password. */
  static void update(Connection connection, User user) throws SQLException {
    Account account = user.account();
    Sql.update(
        connection,
        """
        update users set full_name = ?, email = ?, locale = ?, authorities = ?, licence = ?,
          enabled = ?, proof_version = ? where id = ?
        """,
        account.person().fullName(),
        account.person().email(),
        account.person().locale(),
        String.join(",", account.authorities()),
        account.licence().text(),
        account.proof().enabled() ? 1 : 0,
        account.proof().version(),
        user.id());
  }

  static int setPassword(Connection connection, String key, String hash) throws SQLException {
    return Sql.update(
        connection,
        """
        update users set password_hash = ?, proof_version = proof_version + 1
        where username_key = ?
        """,
        hash,
        key);
  }

  /** Ends all sessions and login tokens. */
  static int endLogIns(Connection connection, String key) throws SQLException {
    return Sql.update(
        connection,
        "update users set proof_version = proof_version + 1 where username_key = ?",
        key);
  }

  static void delete(Connection connection, String id) throws SQLException {
    Sql.update(connection, "delete from users where id = ?", id);
  }

  /** Notes a login: the places, the newest first, are those of the last few. */
  static int loggedIn(Connection connection, String key, String place, Instant at)
      throws SQLException {
    Optional<String> known =
        Sql.first(
            connection,
            "select known_addresses from users where username_key = ?",
            row -> row.getString(1),
            key);
    if (known.isEmpty()) {
      return 0;
    }
    Set<String> places = new LinkedHashSet<>(List.of(place));
    places.addAll(split(known.get()));
    return Sql.update(
        connection,
        "update users set known_addresses = ?, last_log_in_at = ? where username_key = ?",
        String.join(",", places.stream().limit(PLACES_MAX).toList()),
        at.toEpochMilli(),
        key);
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getString("id"),
        account(row),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("last_log_in_at")));
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("username"),
        new Person(row.getString("full_name"), row.getString("email"), row.getString("locale")),
        Set.copyOf(split(row.getString("authorities"))),
        Licence.valueOf(row.getString("licence").toUpperCase(Locale.ROOT)),
        new Proof(
            row.getString("password_hash"),
            row.getLong("proof_version"),
            row.getInt("enabled") == 1,
            Set.copyOf(split(row.getString("known_addresses")))));
  }

  private static List<String> split(String list) {
    return Arrays.stream(list.split(",")).filter(each -> !each.isEmpty()).toList();
  }
}
