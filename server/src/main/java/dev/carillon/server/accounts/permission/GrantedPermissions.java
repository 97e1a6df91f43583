package dev.carillon.server.accounts.permission;

import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The permissions of one user, as the folders at which they differ from those above. */
final class GrantedPermissions implements UserPermissions {

  /** None: for a user who is disabled, or does not exist any more. */
  static final GrantedPermissions NONE = new GrantedPermissions();

  private static final String ZONES_ALL = FolderAncestors.ZONES + "/*";

  private final String username;
  private final Map<String, Permissions> changes;
  private final Set<String> leading;
  private final List<Set<String>> layers;
  private final List<Set<String>> readLayers;

  private GrantedPermissions() {
    this(new TreeMap<>(), "");
  }

  /**
   * Permissions given at these folders.
   *
   * @param given what is granted at folders; that in the user's own zone does not count, where all
   *     is granted
   */
  GrantedPermissions(String username, Map<String, Permissions> given) {
    this(withZone(username, given), username);
  }

  /** Permissions given at these folders to a group, which has no zone. */
  static GrantedPermissions ofGroup(Map<String, Permissions> given) {
    return new GrantedPermissions(new TreeMap<>(given), "");
  }

  private static SortedMap<String, Permissions> withZone(
      String username, Map<String, Permissions> given) {
    String zone =
        TreePath.ROOT.child("Users").child(TreePath.checkedName("username", username)).key();
    SortedMap<String, Permissions> all = new TreeMap<>(given);
    all.keySet().removeIf(folder -> FolderAncestors.within(folder, zone));
    all.put(zone, Permissions.ALL);
    return all;
  }

  private GrantedPermissions(SortedMap<String, Permissions> all, String username) {
    this.username = username;
    this.changes = Map.copyOf(all);
    this.leading = leadingOn(all);
    this.layers = new Layering(all, permissions -> permissions.permits(Permission.VIEW)).layers();
    this.readLayers = new Layering(all, Permissions::reads).layers();
  }

  @Override
  public String username() {
    return username;
  }

  @Override
  public Permissions at(TreePath folder) {
    return FolderAncestors.nearest(changes, folder.key());
  }

  @Override
  public boolean leadsOn(TreePath folder) {
    return leading.contains(folder.key());
  }

  @Override
  public List<Set<String>> layers() {
    return layers;
  }

  @Override
  public List<Set<String>> readLayers() {
    return readLayers;
  }

  @Override
  public boolean everything() {
    return false;
  }

  private static Set<String> leadingOn(Map<String, Permissions> changes) {
    Set<String> leading = new HashSet<>();
    changes.forEach(
        (folder, permissions) -> {
          String at = folder;
          while (permissions.permits(Permission.VIEW) && !at.equals("/")) {
            at = FolderAncestors.parent(at);
            if (!leading.add(at)) {
              return;
            }
          }
        });
    return Set.copyOf(leading);
  }

  /** Sorts folders into layers: each is inside one of the layer before. */
  private static final class Layering {

    private final Predicate<Permissions> granted;
    private final Map<String, Integer> depths = new TreeMap<>();
    private final List<Set<String>> layers = new ArrayList<>();

    /** Folders in the order of keys come after those they are in. */
    Layering(SortedMap<String, Permissions> changes, Predicate<Permissions> granted) {
      this.granted = granted;
      changes.forEach((folder, permissions) -> above(folder, permissions, true));
      above(ZONES_ALL, Permissions.NONE, true);
      changes.forEach((folder, permissions) -> above(folder, permissions, false));
    }

    /** First those that private zones are in, then the zones, then all others. */
    private void above(String folder, Permissions permissions, boolean first) {
      boolean before =
          folder.equals("/") || folder.equals(FolderAncestors.ZONES) || folder.equals(ZONES_ALL);
      if (before != first) {
        return;
      }
      int depth = folder.equals("/") ? 0 : depth(folder);
      boolean seen = depth % 2 == 1;
      if (granted.test(permissions) != seen) {
        depth++;
        while (layers.size() < depth) {
          layers.add(new LinkedHashSet<>());
        }
        layers.get(depth - 1).add(folder);
      }
      depths.put(folder, depth);
    }

    private int depth(String folder) {
      String at = folder;
      while (!at.equals("/")) {
        boolean inZones = FolderAncestors.zone(at) && !at.equals(ZONES_ALL);
        at = inZones ? ZONES_ALL : FolderAncestors.parent(at);
        Integer depth = depths.get(at);
        if (depth != null) {
          return depth;
        }
      }
      return 0;
    }

    List<Set<String>> layers() {
      return layers.stream().map(Set::copyOf).toList();
    }
  }
}
