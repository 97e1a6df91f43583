package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Set;

/** What one user may do in the tree: with a folder, and with the assets directly in it. */
public interface UserPermissions {

  /** What may be done there. A folder that is not there yet has what it would inherit. */
  Permissions at(TreePath folder);

  /** Whether there is a folder that is seen further inside this one, at any depth. */
  boolean leadsOn(TreePath folder);

  /**
   * Which folders are seen, in a form that a search can use: sets of folders by their keys, to be
   * taken alternately. A folder inside one of the first set is seen; a folder inside one of the
   * second set is not; one inside the third set is seen again, and so on: the last set that it is
   * inside of counts. With the sets {@code [/], [/hr], [/hr/public]} all folders are seen, except
   * those in {@code /hr}, except {@code /hr/public}, which is seen. A key that ends with {@code /*}
   * means each folder directly in that one. No sets: nothing is seen.
   */
  List<Set<String>> layers();

  /** The folders whose assets' text content may be read ({@link Permissions#reads}), as layers. */
  List<Set<String>> readLayers();

  /** Whether there is no end to what is seen and done. */
  boolean everything();

  /** The user's name. */
  String username();

  /** Whether this folder is seen. */
  default boolean sees(TreePath folder) {
    return at(folder).permits(Permission.VIEW);
  }

  /** Whether this folder is seen, or is on the way to one that is. */
  default boolean passes(TreePath folder) {
    return sees(folder) || leadsOn(folder);
  }

  /** Whether it is seen, and this may be done there. */
  default boolean permits(TreePath folder, Permission permission) {
    Permissions permissions = at(folder);
    return permissions.permits(Permission.VIEW) && permissions.permits(permission);
  }

  /**
   * Requires that the user sees the folder and has this permission there.
   *
   * @throws Problem 404 where the folder is not seen, 403 where only the permission is missing
   */
  default void require(TreePath folder, Permission permission) {
    Permissions permissions = at(folder);
    if (!permissions.permits(Permission.VIEW)) {
      throw Problem.notFound("folder", folder.text());
    }
    if (!permissions.permits(permission)) {
      throw Permissions.missing(permission, folder);
    }
  }

  /**
   * Makes sure that something may be made at this place. A folder that is there and not seen looks
   * as if the place could not be had.
   *
   * @throws Problem 404 where the folder that it is in is not seen, 403 where none may be made
   *     there
   */
  default void requirePlace(TreePath place) {
    Permissions permissions = at(place.parent());
    if (permissions.permits(Permission.VIEW) && !permissions.permits(Permission.CREATE)) {
      throw Permissions.missing(Permission.CREATE, place.parent());
    }
    if (!permissions.permits(Permission.VIEW) || !sees(place)) {
      throw noPlace(place);
    }
  }

  /** Nothing can be made there; whether anything is there already is not revealed. */
  static Problem noPlace(TreePath place) {
    return new Problem(
        404,
        "NotFound",
        ("'%s' cannot be created: in '%s' you may not create anything, or you may not"
                + " see the item with this name")
            .formatted(place, place.parent()));
  }

  /** One who may do everything. */
  static UserPermissions everything(String username) {
    return new Everything(username);
  }

  /** May do everything. */
  record Everything(String username) implements UserPermissions {

    @Override
    public Permissions at(TreePath folder) {
      return Permissions.ALL;
    }

    @Override
    public boolean leadsOn(TreePath folder) {
      return true;
    }

    @Override
    public List<Set<String>> layers() {
      return List.of(Set.of(TreePath.ROOT.key()));
    }

    @Override
    public List<Set<String>> readLayers() {
      return layers();
    }

    @Override
    public boolean everything() {
      return true;
    }
  }
}
