package dev.carillon.server.assets.preview;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The presets there are, and who sees and changes them.
 *
 * @param groupsOf the ids of a user's groups
 * @param groupExists whether there is a group with this id
 */
public record RenditionPresets(
    Database database,
    InstantSource clock,
    Function<String, List<String>> groupsOf,
    Predicate<String> groupExists) {

  /** How many a user may have. */
  static final int OF_USER_MAX = 100;

  private static final int LISTED_MAX = 10_000;

  /** The presets that a user made, and those that are shared with the user's groups. */
  List<RenditionPreset> seenBy(Caller caller) {
    List<String> groups = groupsOf.apply(caller.username());
    return database.read(
        connection -> PresetRows.seen(connection, caller.username(), groups, LISTED_MAX));
  }

  /** All of all users. */
  List<RenditionPreset> all() {
    return database.read(connection -> PresetRows.all(connection, LISTED_MAX));
  }

  /**
   * A preset that the caller may use.
   *
   * @throws Problem 404 where there is none that he sees
   */
  public RenditionPreset usable(String id, Caller caller) {
    List<String> groups = groupsOf.apply(caller.username());
    return database
        .<Optional<RenditionPreset>>read(
            connection -> {
              Optional<RenditionPreset> preset = PresetRows.find(connection, id);
              boolean own = PresetRows.ownedBy(connection, id, caller.username());
              return preset.filter(
                  each ->
                      own
                          || caller.superUser()
                          || each.sharedWithGroups().stream().anyMatch(groups::contains));
            })
        .orElseThrow(() -> unknown(id));
  }

  /** The presets that this user's share links offer: own ones, and those shared with the groups. */
  public List<RenditionPreset> sharedBy(String username) {
    List<String> groups = groupsOf.apply(username);
    return database.read(
        connection -> PresetRows.offered(connection, username, groups, LISTED_MAX));
  }

  /** The one of them with this id. */
  public Optional<RenditionPreset> sharedBy(String username, String id) {
    List<String> groups = groupsOf.apply(username);
    return database.read(connection -> PresetRows.offered(connection, username, groups, id));
  }

  /**
   * Saves one.
   *
   * @param draft with an empty id where it is new; its creator does not count
   * @throws Problem 400, 403, 404, or 409 where the user has too many or one of that name
   */
  RenditionPreset save(RenditionPreset draft, Caller caller) {
    boolean fresh = draft.id().isEmpty();
    Optional<RenditionPreset> before =
        fresh ? Optional.empty() : Optional.of(changeable(draft.id(), caller));
    checkGroups(draft, before.map(RenditionPreset::sharedWithGroups).orElse(List.of()), caller);
    RenditionPreset preset =
        new RenditionPreset(
            fresh ? Ids.random() : draft.id(),
            draft.name(),
            before.map(RenditionPreset::creator).orElse(caller.username()),
            draft.sharedWithAuthKey(),
            draft.sharedWithGroups(),
            draft.settings());
    return database.write(
        connection -> {
          checkName(connection, preset);
          if (!fresh) {
            if (!PresetRows.update(connection, preset)) {
              throw unknown(preset.id());
            }
            return preset;
          }
          if (PresetRows.count(connection, caller.username()) >= OF_USER_MAX) {
            throw Problem.conflict(
                "You have " + OF_USER_MAX + " presets, which is the maximum; remove one first");
          }
          PresetRows.insert(connection, preset, clock.millis());
          return preset;
        });
  }

  /**
   * A preset that the caller may change.
   *
   * @throws Problem 404 where he does not see it, 403 where he only sees it
   */
  RenditionPreset changeable(String id, Caller caller) {
    RenditionPreset preset = usable(id, caller);
    boolean own =
        database.read(connection -> PresetRows.ownedBy(connection, id, caller.username()));
    if (!own && !caller.superUser()) {
      throw Problem.forbidden(
          "The preset '%s' is of %s: only its creator and super users may change it"
              .formatted(preset.name(), preset.creator()));
    }
    return preset;
  }

  /**
   * Removes one.
   *
   * @throws Problem as {@link #changeable}
   */
  void remove(String id, Caller caller) {
    changeable(id, caller);
    database.write(connection -> PresetRows.delete(connection, id));
  }

  /** A user is gone: presets that only this user saw go as well. */
  public void left(Connection connection, String username) throws SQLException {
    PresetRows.left(connection, username);
  }

  /** Checks the groups that a preset is shared with. Present ones may stay. */
  private void checkGroups(RenditionPreset draft, List<String> before, Caller caller) {
    List<String> own = groupsOf.apply(caller.username());
    for (String group : draft.sharedWithGroups()) {
      boolean allowed = caller.superUser() ? groupExists.test(group) : own.contains(group);
      if (!allowed && !before.contains(group)) {
        throw Problem.badField(
            "sharedWithGroups",
            group,
            caller.superUser()
                ? "ids of groups that there are"
                : "ids of groups that you are a member of");
      }
    }
  }

  private static void checkName(Connection connection, RenditionPreset preset) throws SQLException {
    for (RenditionPreset other :
        PresetRows.seen(connection, preset.creator(), List.of(), OF_USER_MAX)) {
      if (other.name().equalsIgnoreCase(preset.name()) && !other.id().equals(preset.id())) {
        throw Problem.conflict(
            preset.creator() + " has another preset named '" + preset.name() + "'");
      }
    }
  }

  private static Problem unknown(String id) {
    return Problem.notFound("rendition preset", id);
  }

  /** The rows of presets. All methods work in the caller's transaction. */
  private static final class PresetRows {

    private static final String OFFERED = "shared_with_auth_key = 1 and ";

    private PresetRows() {}

    /** The first so many of all users. */
    static List<RenditionPreset> all(Connection connection, int limit) throws SQLException {
      return read(connection, "", List.of(), limit);
    }

    /** The presets of a user, and those that are shared with these groups. */
    static List<RenditionPreset> seen(
        Connection connection, String username, List<String> groups, int limit)
        throws SQLException {
      return read(connection, "where " + visible(groups), values(username, groups), limit);
    }

    /** The presets of a user and of these groups that share links offer. */
    static List<RenditionPreset> offered(
        Connection connection, String username, List<String> groups, int limit)
        throws SQLException {
      return read(
          connection, "where " + OFFERED + visible(groups), values(username, groups), limit);
    }

    /** The one of those with this id. */
    static Optional<RenditionPreset> offered(
        Connection connection, String username, List<String> groups, String id)
        throws SQLException {
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
          connection,
          "select count(*) from rendition_presets where creator_key = ?",
          key(username));
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
}
