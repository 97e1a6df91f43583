package dev.carillon.server.webhooks.eventtypes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.eventtypes.CustomEventType.Version;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The custom event types there are. Nothing of them is kept in memory: what one node has registered
 * holds on all of them at once.
 */
public record CustomEventTypes(Database database) implements CustomTypeVersions {

  /** How many there may be. */
  public static final int TYPES_MAX = 500;

  private static final String COLUMNS =
      """
      select t.name, t.title, t.description, t.revision, t.created_at, t.created_by,
             v.version, v.schema, v.examples, v.created_at as version_at
      from custom_event_types t join custom_event_type_versions v on v.name = t.name
      """;

  /** All of them by name. */
  public List<CustomEventType> all() {
    return database.read(
        connection -> types(connection, COLUMNS + "order by t.name, v.version limit ?", rows()));
  }

  @Override
  public List<String> names() {
    return database.read(
        connection ->
            Sql.list(
                connection,
                "select name from custom_event_types order by name limit ?",
                row -> row.getString(1),
                TYPES_MAX));
  }

  @Override
  public Optional<Integer> newest(String name) {
    return database.read(
        connection ->
            Sql.first(
                connection,
                """
                select version from custom_event_type_versions where name = ?
                order by version desc limit 1
                """,
                row -> row.getInt(1),
                name));
  }

  /** One of them. */
  public Optional<CustomEventType> find(String name) {
    return find(database::read, name);
  }

  /** One of them, as these reads see it. */
  static Optional<CustomEventType> find(CommittedReads reads, String name) {
    return reads
        .<List<CustomEventType>>read(
            connection ->
                types(
                    connection,
                    COLUMNS + "where t.name = ? order by v.version limit ?",
                    name,
                    CustomEventType.VERSIONS_MAX))
        .stream()
        .findFirst();
  }

  /**
   * Stores new types and what became of others, all or none.
   *
   * @throws Problem 409 where one of a new name exists, where one was changed or removed since it
   *     was read, or where there would be too many
   */
  void store(List<Stored> types) {
    var _ =
        database.write(
            connection -> {
              for (Stored type : types) {
                CustomEventType before = type.before();
                if (before == null) {
                  insert(connection, type.after());
                } else {
                  replace(connection, before, type.after());
                }
              }
              if (Sql.number(connection, "select count(*) from custom_event_types") > TYPES_MAX) {
                throw Problem.conflict(
                    "There would be more than "
                        + TYPES_MAX
                        + " custom event types: remove one that is not used");
              }
              return types.size();
            });
  }

  private static void replace(Connection connection, CustomEventType before, CustomEventType after)
      throws SQLException {
    int changed =
        Sql.update(
            connection,
            """
            update custom_event_types set title = ?, description = ?, revision = revision + 1
            where name = ? and revision = ?
            """,
            after.title(),
            after.description(),
            after.name(),
            before.revision());
    if (changed == 0) {
      throw Problem.conflict(
          "The event type '"
              + after.name()
              + "' was changed by another request: get it again, then repeat");
    }
    int newest = before.newest().number();
    Sql.update(
        connection,
        "delete from custom_event_type_versions where name = ? and version >= ?",
        after.name(),
        newest);
    for (int number = newest; number <= after.versions().size(); number++) {
      insert(connection, after.name(), after.version(number));
    }
  }

  /** Removes one, with its versions; whether there was one. */
  boolean remove(String name) {
    return database.write(
        connection -> {
          Sql.update(connection, "delete from custom_event_type_versions where name = ?", name);
          return Sql.update(connection, "delete from custom_event_types where name = ?", name) > 0;
        });
  }

  private static void insert(Connection connection, CustomEventType type) throws SQLException {
    int added =
        Sql.update(
            connection,
            """
            insert into custom_event_types (name, title, description, revision, created_at, created_by)
            values (?, ?, ?, 1, ?, ?) on conflict do nothing
            """,
            type.name(),
            type.title(),
            type.description(),
            type.createdAt().toEpochMilli(),
            type.createdBy());
    if (added == 0) {
      boolean same =
          Sql.number(
                  connection, "select count(*) from custom_event_types where name = ?", type.name())
              > 0;
      throw Problem.conflict(
          same
              ? "There is an event type '" + type.name() + "' already: change it by PUT"
              : "There is an event type whose name differs from '"
                  + type.name()
                  + "' in dots, underscores or upper case only: choose another name, because both"
                  + " would be called the same in the types for receivers");
    }
    for (Version version : type.versions()) {
      insert(connection, type.name(), version);
    }
  }

  private static void insert(Connection connection, String name, Version version)
      throws SQLException {
    Sql.update(
        connection,
        """
        insert into custom_event_type_versions (name, version, schema, examples, created_at)
        values (?, ?, ?, ?, ?)
        """,
        name,
        version.number(),
        version.schema().toString(),
        Json.tree(version.examples()).toString(),
        version.createdAt().toEpochMilli());
  }

  private static List<CustomEventType> types(Connection connection, String query, Object... values)
      throws SQLException {
    Map<String, CustomEventType> types = new LinkedHashMap<>();
    for (CustomEventType row : Sql.list(connection, query, CustomEventTypes::type, values)) {
      types.merge(row.name(), row, CustomEventTypes::joined);
    }
    return List.copyOf(types.values());
  }

  private static CustomEventType joined(CustomEventType older, CustomEventType newer) {
    List<Version> versions = new ArrayList<>(older.versions());
    versions.addAll(newer.versions());
    return new CustomEventType(
        older.name(),
        older.title(),
        older.description(),
        versions,
        older.createdAt(),
        older.createdBy(),
        older.revision());
  }

  private static CustomEventType type(ResultSet row) throws SQLException {
    List<JsonNode> examples = new ArrayList<>();
    Json.readStored(row.getString("examples")).forEach(examples::add);
    Version version =
        new Version(
            row.getInt("version"),
            (ObjectNode) Json.readStored(row.getString("schema")),
            examples,
            Instant.ofEpochMilli(row.getLong("version_at")));
    return new CustomEventType(
        row.getString("name"),
        row.getString("title"),
        row.getString("description"),
        List.of(version),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getString("created_by"),
        row.getLong("revision"));
  }

  /**
   * A type to store.
   *
   * @param before as it was read; null = it is new
   */
  record Stored(@Nullable CustomEventType before, CustomEventType after) {}

  private static int rows() {
    return TYPES_MAX * CustomEventType.VERSIONS_MAX;
  }
}
