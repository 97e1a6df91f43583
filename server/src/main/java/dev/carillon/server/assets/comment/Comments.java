package dev.carillon.server.assets.comment;

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
import org.jspecify.annotations.Nullable;

/**
 * The comments there are. Each is changed by its author and by super users; who may see and write
 * them is decided before, by what the caller may do with the asset. A change is one transaction,
 * and nothing is kept in memory.
 */
public record Comments(Database database, InstantSource clock) {

  /** How many an asset may have. */
  static final int OF_ASSET_MAX = 1_000;

  private static final String COLUMNS =
      """
      select id, asset_id, author, author_key, text, created_at, edited_at, edited_by
      from asset_comments\s""";

  private static final String INSERT =
      """
      insert into asset_comments (id, asset_id, author, author_key, text, created_at)
      values (?, ?, ?, ?, ?, ?)
      """;

  /**
   * Some comments on an asset, the newest first.
   *
   * @param before only those written before this time, in milliseconds since 1970
   * @param limit at most so many
   */
  List<Comment> before(String assetId, long before, int limit) {
    return database.read(
        connection ->
            Sql.list(
                connection,
                COLUMNS + "where asset_id = ? and created_at < ? order by created_at desc limit ?",
                Comments::read,
                assetId,
                before,
                limit));
  }

  /** How many comments an asset has. */
  long count(String assetId) {
    return database.read(connection -> count(connection, assetId));
  }

  /**
   * One of them.
   *
   * @throws Problem 404 where the asset has no such comment
   */
  Comment get(String assetId, String id) {
    return database.read(connection -> get(connection, assetId, id));
  }

  /**
   * Keeps a new one.
   *
   * @throws Problem 404 where the asset was removed meanwhile, 409 where it has as many as it can
   */
  Comment add(String assetId, String text, Caller author) {
    String lock = "select 1 from assets where id = ?" + database.dialect().forUpdate();
    return database.write(
        connection -> {
          if (!Sql.any(connection, lock, assetId)) {
            throw Problem.notFound("asset", assetId);
          }
          if (count(connection, assetId) >= OF_ASSET_MAX) {
            throw Problem.conflict(
                "The asset has "
                    + OF_ASSET_MAX
                    + " comments, which is the maximum; remove some first");
          }
          Comment comment =
              new Comment(
                  Ids.random(),
                  assetId,
                  author.username(),
                  Comment.key(author.username()),
                  text,
                  Instant.ofEpochMilli(nextTime(connection, assetId)),
                  null);
          Sql.update(
              connection,
              INSERT,
              comment.id(),
              comment.assetId(),
              comment.author(),
              comment.authorKey(),
              comment.text(),
              comment.createdAt().toEpochMilli());
          return comment;
        });
  }

  /** Now, or right behind the newest comment where clocks differ: no two have the same time. */
  private long nextTime(Connection connection, String assetId) throws SQLException {
    long newest =
        Sql.number(
            connection,
            "select coalesce(max(created_at), 0) from asset_comments where asset_id = ?",
            assetId);
    return Math.max(clock.millis(), newest + 1);
  }

  /**
   * Gives one another text; the same text changes nothing.
   *
   * @throws Problem 404 where the asset has no such comment, 403 where it is not the caller's
   */
  Comment edit(String assetId, String id, String text, Caller caller) {
    Comment.Edit change = new Comment.Edit(Instant.ofEpochMilli(clock.millis()), caller.username());
    return database.write(
        connection -> {
          Comment comment = changeable(connection, assetId, id, caller);
          if (comment.text().equals(text)) {
            return comment;
          }
          requireOne(
              id,
              Sql.update(
                  connection,
                  "update asset_comments set text = ?, edited_at = ?, edited_by = ? where id = ?",
                  text,
                  change.at().toEpochMilli(),
                  change.by(),
                  id));
          return comment.with(text, change);
        });
  }

  /**
   * Removes one; what it was.
   *
   * @throws Problem as {@link #edit}
   */
  Comment remove(String assetId, String id, Caller caller) {
    return database.write(
        connection -> {
          Comment comment = changeable(connection, assetId, id, caller);
          requireOne(id, Sql.update(connection, "delete from asset_comments where id = ?", id));
          return comment;
        });
  }

  /** A user is gone: the comments stay, but no new user of that name may change them. */
  public void left(Connection connection, String username) throws SQLException {
    Sql.update(
        connection,
        "update asset_comments set author_key = '' where author_key = ?",
        Comment.key(username));
  }

  private static Comment changeable(Connection connection, String assetId, String id, Caller caller)
      throws SQLException {
    Comment comment = get(connection, assetId, id);
    if (!caller.superUser() && !comment.writtenBy(caller.username())) {
      throw Problem.forbidden(
          "The comment was written by %s: only its author and super users may change or remove it"
              .formatted(comment.author()));
    }
    return comment;
  }

  /** Another node may have removed it since it was read. */
  private static void requireOne(String id, int changed) {
    if (changed != 1) {
      throw Problem.notFound("comment", id);
    }
  }

  private static Comment get(Connection connection, String assetId, String id) throws SQLException {
    return Sql.first(
            connection, COLUMNS + "where id = ? and asset_id = ?", Comments::read, id, assetId)
        .orElseThrow(() -> Problem.notFound("comment", id));
  }

  private static long count(Connection connection, String assetId) throws SQLException {
    return Sql.number(
        connection, "select count(*) from asset_comments where asset_id = ?", assetId);
  }

  private static Comment read(ResultSet row) throws SQLException {
    return new Comment(
        row.getString("id"),
        row.getString("asset_id"),
        row.getString("author"),
        row.getString("author_key"),
        row.getString("text"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        edit(row));
  }

  private static Comment.@Nullable Edit edit(ResultSet row) throws SQLException {
    String by = row.getString("edited_by");
    return by == null ? null : new Comment.Edit(Instant.ofEpochMilli(row.getLong("edited_at")), by);
  }
}
