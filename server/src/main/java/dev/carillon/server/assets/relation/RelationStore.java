package dev.carillon.server.assets.relation;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The rows of relations. They end with either of their assets, by the database's own hand. All
 * methods work in the caller's transaction.
 */
final class RelationStore {

  private static final String COLUMNS =
      "select id, type, target1_id, target2_id, metadata, created_by, modified_by from relations ";

  private static final String NO_SUCH_ASSET = "23503";

  private RelationStore() {}

  /** The relations between an asset and any of these. At most a thousand ids. */
  static List<Relation> among(Connection connection, String assetId, List<String> others)
      throws SQLException {
    String marks = "(" + Sql.marks(others.size()) + ")";
    List<Object> values = new ArrayList<>();
    values.add(assetId);
    values.addAll(others);
    values.add(assetId);
    values.addAll(others);
    return Sql.list(
        connection,
        COLUMNS
            + "where target1_id = ? and target2_id in "
            + marks
            + " union all "
            + COLUMNS
            + "where target2_id = ? and target1_id in "
            + marks,
        RelationStore::relation,
        values.toArray());
  }

  /** The relations with these ids, as far as they are there. At most a thousand ids. */
  static List<Relation> known(Connection connection, List<String> ids) throws SQLException {
    return Sql.list(
        connection,
        COLUMNS + "where id in (" + Sql.marks(ids.size()) + ")",
        RelationStore::relation,
        ids.toArray());
  }

  /** The assets with these ids, as far as they are there. At most a thousand ids. */
  static List<String> assets(Connection connection, List<String> ids) throws SQLException {
    return Sql.list(
        connection,
        "select id from assets where id in (" + Sql.marks(ids.size()) + ")",
        row -> row.getString(1),
        ids.toArray());
  }

  /** The children of an asset, in the order in which they were related. */
  static List<String> children(
      Connection connection, String assetId, List<Relation.Type> types, int limit)
      throws SQLException {
    return ends(connection, "target2_id", "target1_id", assetId, types, limit);
  }

  /** The parents of an asset, in the order in which they were related. */
  static List<String> parents(
      Connection connection, String assetId, List<Relation.Type> types, int limit)
      throws SQLException {
    return ends(connection, "target1_id", "target2_id", assetId, types, limit);
  }

  private static List<String> ends(
      Connection connection,
      String far,
      String near,
      String assetId,
      List<Relation.Type> types,
      int limit)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    values.add(assetId);
    types.forEach(type -> values.add(type.word()));
    values.add(limit);
    return Sql.list(
        connection,
        """
        select %s from relations where %s = ? and type in (%s)
        order by created_at, id limit ?
        """
            .formatted(far, near, Sql.marks(types.size())),
        row -> row.getString(1),
        values.toArray());
  }

  /**
   * Writes a new relation.
   *
   * @throws StalePlanException where one of its assets is gone, or they are related meanwhile
   */
  static void insert(Connection connection, Relation relation, long at) throws SQLException {
    try {
      StalePlanException.unlessOne(
          Sql.update(
              connection,
              """
              insert into relations
                (id, type, target1_id, target2_id, metadata, created_at, created_by)
              select ?, ?, ?, ?, ?, ?, ?
              where (select count(*) from assets where id in (?, ?)) = 2
              on conflict do nothing
              """,
              relation.id(),
              relation.type().word(),
              relation.target1(),
              relation.target2(),
              Json.text(relation.metadata()),
              at,
              relation.creator(),
              relation.target1(),
              relation.target2()));
    } catch (SQLException e) {
      if (NO_SUCH_ASSET.equals(e.getSQLState())) {
        throw new StalePlanException();
      }
      throw e;
    }
  }

  /**
   * Writes what is said about a relation.
   *
   * @throws StalePlanException where it ended, or was changed meanwhile
   */
  static void update(Connection connection, Relation before, Relation after, long at)
      throws SQLException {
    StalePlanException.unlessOne(
        Sql.update(
            connection,
            """
            update relations set metadata = ?, modified_by = ?, modified_at = ?
            where id = ? and metadata = ?
            """,
            Json.text(after.metadata()),
            after.modifier(),
            at,
            after.id(),
            Json.text(before.metadata())));
  }

  /** Ends these relations; how many there were. At most a thousand ids. */
  static int delete(Connection connection, List<String> ids) throws SQLException {
    return Sql.update(
        connection,
        "delete from relations where id in (" + Sql.marks(ids.size()) + ")",
        ids.toArray());
  }

  private static Relation relation(ResultSet row) throws SQLException {
    String type = row.getString("type");
    return new Relation(
        row.getString("id"),
        Relation.Type.of(type).orElseThrow(() -> new SQLException("relation of type " + type)),
        row.getString("target1_id"),
        row.getString("target2_id"),
        Json.readStored(row.getString("metadata")),
        row.getString("created_by"),
        Objects.requireNonNullElse(row.getString("modified_by"), row.getString("created_by")));
  }
}
