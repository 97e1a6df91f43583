package dev.carillon.server.assets.upload;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The rows of resumable uploads and of their parts. All methods work in the caller's transaction.
 */
final class UploadRows {

  private static final String COLUMNS =
      "select id, owner, filename, length, received, created_at from uploads ";

  private UploadRows() {}

  static void insert(Connection connection, ResumableUpload upload) throws SQLException {
    Sql.update(
        connection,
        """
        insert into uploads (id, owner, filename, length, received, created_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        upload.id(),
        upload.owner(),
        upload.filename(),
        upload.length(),
        upload.received(),
        upload.createdAt());
  }

  static Optional<ResumableUpload> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, COLUMNS + "where id = ?", UploadRows::upload, id);
  }

  /** A user's uploads, the oldest first. */
  static List<ResumableUpload> of(Connection connection, String owner, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where owner = ? order by created_at, id limit ?",
        UploadRows::upload,
        owner,
        limit);
  }

  /** Uploads that began before this time, the oldest first. */
  static List<ResumableUpload> old(Connection connection, long before, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where created_at < ? order by created_at limit ?",
        UploadRows::upload,
        before,
        limit);
  }

  /** How many uploads there are, and how many bytes they announce: of one user. */
  static Taken taken(Connection connection, String owner) throws SQLException {
    return Sql.first(
            connection,
            "select count(*), coalesce(sum(length), 0) from uploads where owner = ?",
            UploadRows::taken,
            owner)
        .orElse(Taken.NOTHING);
  }

  /** The same of all users. */
  static Taken taken(Connection connection) throws SQLException {
    return Sql.first(
            connection, "select count(*), coalesce(sum(length), 0) from uploads", UploadRows::taken)
        .orElse(Taken.NOTHING);
  }

  /**
   * Adds a part, if it begins where the parts before it end.
   *
   * @return whether it did
   */
  static boolean append(Connection connection, String id, Part part) throws SQLException {
    boolean fits =
        Sql.update(
                connection,
                "update uploads set received = received + ? where id = ? and received = ?",
                part.length(),
                id,
                part.start())
            == 1;
    if (fits) {
      Sql.update(
          connection,
          "insert into upload_parts (upload, start, length, file) values (?, ?, ?, ?)",
          id,
          part.start(),
          part.length(),
          part.file());
    }
    return fits;
  }

  /** The parts in their order. */
  static List<Part> parts(Connection connection, String id) throws SQLException {
    return Sql.list(
        connection,
        "select start, length, file from upload_parts where upload = ? order by start",
        row -> new Part(row.getLong("start"), row.getLong("length"), row.getString("file")),
        id);
  }

  /** How many parts there are. */
  static long countParts(Connection connection, String id) throws SQLException {
    return Sql.number(connection, "select count(*) from upload_parts where upload = ?", id);
  }

  /** Forgets an upload and its parts; whether it was there. */
  static boolean delete(Connection connection, String id) throws SQLException {
    // first the row that others wait for
    boolean there = Sql.update(connection, "delete from uploads where id = ?", id) == 1;
    Sql.update(connection, "delete from upload_parts where upload = ?", id);
    return there;
  }

  private static ResumableUpload upload(ResultSet row) throws SQLException {
    return new ResumableUpload(
        row.getString("id"),
        row.getString("owner"),
        row.getString("filename"),
        row.getLong("length"),
        row.getLong("received"),
        row.getLong("created_at"));
  }

  private static Taken taken(ResultSet row) throws SQLException {
    return new Taken(row.getLong(1), row.getLong(2));
  }

  /** How much is taken by uploads. */
  record Taken(long count, long bytes) {
    static final Taken NOTHING = new Taken(0, 0);
  }

  /**
   * A piece of a file.
   *
   * @param start the place of its first byte in the file
   * @param file the name under which the file store keeps it
   */
  record Part(long start, long length, String file) {}
}
