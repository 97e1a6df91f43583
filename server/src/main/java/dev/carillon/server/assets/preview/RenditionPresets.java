package dev.carillon.server.assets.preview;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
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

  /** What it is shared with already may stay. */
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
}
