package dev.carillon.server.assets.preview;

import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of presets. All methods work in the caller's transaction. */
final class PresetRows {

  private static final String OFFERED = "shared_with_auth_key = 1 and ";

  private PresetRows() {}

  /** The first so many of all users. */
  static List<RenditionPreset> all(Connection connection, int limit) throws SQLException {
    return read(connection, "", List.of(), limit);
  }

  /** The presets of a user, and those that are shared with these groups. */
  static List<RenditionPreset> seen(
      Connection connection, String username, List<String> groups, int limit) throws SQLException {
    return read(connection, "where " + visible(groups), values(username, groups), limit);
  }

  /** The presets of a user and of these groups that share links offer. */
  static List<RenditionPreset> offered(
      Connection connection, String username, List<String> groups, int limit) throws SQLException {
    return read(connection, "where " + OFFERED + visible(groups), values(username, groups), limit);
  }

  /** The one of those with this id. */
  static Optional<RenditionPreset> offered(
      Connection connection, String username, List<String> groups, String id) throws SQLException {
    List<Object> values = values(username, groups);
    values.addFirst(id);
    return read(connection, "where id = ? and " + OFFERED + visible(groups), values, 1).stream()
        .findFirst();
  }

  private static String visible(List<String> groups) {
    return groups.isEmpty()
        ? "creator_key = ?"
        : "(creator_key = ? or exists (select 1 from rendition_preset_groups g"
            + " where g.preset_id = p.id and g.group_id in ("
            + Sql.marks(groups.size())
            + ")))";
  }

  private static List<Object> values(String username, List<String> groups) {
    List<Object> values = new ArrayList<>(List.of(key(username)));
    values.addAll(groups);
    return values;
  }

  /** The one with this id. */
  static Optional<RenditionPreset> find(Connection connection, String id) throws SQLException {
    return read(connection, "where id = ?", List.of(id), 1).stream().findFirst();
  }

  /** How many a user has. */
  static long count(Connection connection, String username) throws SQLException {
    return Sql.number(
        connection, "select count(*) from rendition_presets where creator_key = ?", key(username));
  }

  static void insert(Connection connection, RenditionPreset preset, long at) throws SQLException {
    Sql.update(
        connection,
        """
        insert into rendition_presets
          (id, name, creator, creator_key, shared_with_auth_key, settings, created_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        preset.id(),
        preset.name(),
        preset.creator(),
        key(preset.creator()),
        preset.sharedWithAuthKey() ? 1 : 0,
        preset.settings().json().toString(),
        at);
    share(connection, preset);
  }

  /** Changes one; whether it is there. */
  static boolean update(Connection connection, RenditionPreset preset) throws SQLException {
    int changed =
        Sql.update(
            connection,
            """
            update rendition_presets set name = ?, shared_with_auth_key = ?, settings = ?
            where id = ?
            """,
            preset.name(),
            preset.sharedWithAuthKey() ? 1 : 0,
            preset.settings().json().toString(),
            preset.id());
    if (changed == 1) {
      Sql.update(
          connection, "delete from rendition_preset_groups where preset_id = ?", preset.id());
      share(connection, preset);
    }
    return changed == 1;
  }

  static int delete(Connection connection, String id) throws SQLException {
    return Sql.update(connection, "delete from rendition_presets where id = ?", id);
  }

  /** A user is gone: what others see stays, but no new user of that name may change it. */
  static void left(Connection connection, String username) throws SQLException {
    Sql.update(
        connection,
        """
        delete from rendition_presets where creator_key = ? and shared_with_auth_key = 0
          and not exists (select 1 from rendition_preset_groups g
            where g.preset_id = rendition_presets.id)
        """,
        key(username));
    Sql.update(
        connection,
        "update rendition_presets set creator_key = '' where creator_key = ?",
        key(username));
  }

  /** Whether a preset is still its creator's: a removed user has none. */
  static boolean ownedBy(Connection connection, String id, String username) throws SQLException {
    return Sql.any(
        connection,
        "select 1 from rendition_presets where id = ? and creator_key = ?",
        id,
        key(username));
  }

  private static void share(Connection connection, RenditionPreset preset) throws SQLException {
    for (String group : preset.sharedWithGroups()) {
      Sql.update(
          connection,
          "insert into rendition_preset_groups (preset_id, group_id) values (?, ?)",
          preset.id(),
          group);
    }
  }

  private static List<RenditionPreset> read(
      Connection connection, String where, List<?> values, int limit) throws SQLException {
    List<Object> all = new ArrayList<>(values);
    all.add(limit);
    Map<String, RenditionPreset> presets = new LinkedHashMap<>();
    String sql =
        """
        select p.id, p.name, p.creator, p.shared_with_auth_key, p.settings, g.group_id
        from (select * from rendition_presets p %s order by lower(name), id limit ?) p
        left join rendition_preset_groups g on g.preset_id = p.id
        order by lower(p.name), p.id, g.group_id
        """
            .formatted(where);
    Map<String, List<String>> groups = new HashMap<>();
    Sql.each(
        connection,
        sql,
        row -> {
          // a row for each group of a preset
          String id = row.getString("id");
          if (!presets.containsKey(id)) {
            presets.put(id, preset(row));
          }
          String group = row.getString("group_id");
          if (group != null) {
            groups.computeIfAbsent(id, any -> new ArrayList<>()).add(group);
          }
        },
        all.toArray());
    return presets.values().stream()
        .map(preset -> preset.sharedWith(groups.getOrDefault(preset.id(), List.of())))
        .toList();
  }

  private static RenditionPreset preset(ResultSet row) throws SQLException {
    return new RenditionPreset(
        row.getString("id"),
        row.getString("name"),
        row.getString("creator"),
        row.getInt("shared_with_auth_key") == 1,
        List.of(),
        PresetSettings.stored(row.getString("settings")));
  }

  private static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }
}
