package dev.carillon.server.assets.search.saved;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * The saved searches there are, and who sees and changes them: their owner, and of shared ones all
 * users see them and super users change them too. Nothing is kept in memory.
 */
public record SavedSearches(Database database, InstantSource clock) {

  /** How many a user may have. */
  static final int OF_USER_MAX = 100;

  /** How many a list shows: those of a user, and the first of all that are shared. */
  private static final int LISTED_MAX = 1_000;

  private static final String COLUMNS =
      "select id, name, owner, owner_key, shared, search, created_at, modified_at from saved_searches ";

  /** Those that the caller sees, by name; own ones first. */
  List<SavedSearch> seenBy(Caller caller) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                COLUMNS
                    + """
                    where owner_key = ? or shared = 1
                    order by case when owner_key = ? then 0 else 1 end, lower(name), id limit ?
                    """,
                SavedSearches::read,
                key(caller.username()),
                key(caller.username()),
                LISTED_MAX));
  }

  /**
   * The one with this id.
   *
   * @throws Problem 404 where there is none that the caller sees
   */
  SavedSearch seen(String id, Caller caller) {
    return database.read(connection -> seen(connection, id, caller));
  }

  /**
   * Keeps a new one.
   *
   * @throws Problem 409 where the caller has one of that name, or too many
   */
  SavedSearch create(String name, boolean shared, String search, Caller caller) {
    Instant now = clock.instant();
    SavedSearch made =
        new SavedSearch(
            Ids.random(),
            name,
            caller.username(),
            key(caller.username()),
            shared,
            search,
            now,
            now);
    return database.write(
        connection -> {
          requireFree(connection, made);
          if (Sql.number(
                  connection,
                  "select count(*) from saved_searches where owner_key = ?",
                  made.ownerKey())
              >= OF_USER_MAX) {
            throw Problem.conflict(
                "You have "
                    + OF_USER_MAX
                    + " saved searches, which is the maximum; remove one first");
          }
          Sql.update(
              connection,
              """
              insert into saved_searches
                (id, name, owner, owner_key, shared, search, created_at, modified_at)
              values (?, ?, ?, ?, ?, ?, ?, ?)
              """,
              made.id(),
              made.name(),
              made.owner(),
              made.ownerKey(),
              made.shared() ? 1 : 0,
              made.search(),
              now.toEpochMilli(),
              now.toEpochMilli());
          return made;
        });
  }

  /**
   * Gives one another name and content.
   *
   * @throws Problem 404 where the caller does not see it, 403 where the caller may not change it,
   *     409 where its owner has another of that name
   */
  SavedSearch update(String id, String name, boolean shared, String search, Caller caller) {
    Instant now = clock.instant();
    return database.write(
        connection -> {
          SavedSearch before = changeable(connection, id, caller);
          SavedSearch after =
              new SavedSearch(
                  id,
                  name,
                  before.owner(),
                  before.ownerKey(),
                  shared,
                  search,
                  before.createdAt(),
                  now);
          requireFree(connection, after);
          Sql.update(
              connection,
              """
              update saved_searches set name = ?, shared = ?, search = ?, modified_at = ?
              where id = ?
              """,
              name,
              shared ? 1 : 0,
              search,
              now.toEpochMilli(),
              id);
          return after;
        });
  }

  /**
   * Removes one.
   *
   * @throws Problem 404 where the caller does not see it, 403 where the caller may not change it
   */
  void remove(String id, Caller caller) {
    database.write(
        connection -> {
          changeable(connection, id, caller);
          return Sql.update(connection, "delete from saved_searches where id = ?", id);
        });
  }

  /** A user is gone: what others see stays, but no new user of that name may change it. */
  public void left(Connection connection, String username) throws SQLException {
    Sql.update(
        connection, "delete from saved_searches where owner_key = ? and shared = 0", key(username));
    Sql.update(
        connection, "update saved_searches set owner_key = '' where owner_key = ?", key(username));
  }

  private static SavedSearch changeable(Connection connection, String id, Caller caller)
      throws SQLException {
    SavedSearch search = seen(connection, id, caller);
    if (!caller.superUser() && !search.ownedBy(caller.username())) {
      throw Problem.forbidden(
          "The saved search '%s' is of %s: only its owner and super users may change it"
              .formatted(search.name(), search.owner()));
    }
    return search;
  }

  private static SavedSearch seen(Connection connection, String id, Caller caller)
      throws SQLException {
    return Sql.list(
            connection,
            COLUMNS + "where id = ? and (owner_key = ? or shared = 1)",
            SavedSearches::read,
            id,
            key(caller.username()))
        .stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("saved search", id));
  }

  private static void requireFree(Connection connection, SavedSearch search) throws SQLException {
    if (Sql.any(
        connection,
        "select 1 from saved_searches where owner_key = ? and lower(name) = ? and id <> ?",
        search.ownerKey(),
        search.name().toLowerCase(Locale.ROOT),
        search.id())) {
      throw Problem.conflict(
          search.owner() + " has another saved search named '" + search.name() + "'");
    }
  }

  private static SavedSearch read(ResultSet row) throws SQLException {
    return new SavedSearch(
        row.getString("id"),
        row.getString("name"),
        row.getString("owner"),
        row.getString("owner_key"),
        row.getInt("shared") == 1,
        row.getString("search"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("modified_at")));
  }

  private static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }
}
