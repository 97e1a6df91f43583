package dev.carillon.server.accounts.permission;

import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.http.Caller.Licence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All groups' members and all permissions as they were at one version. What a user may do is worked
 * out once, when it is first asked for: the folders at which it becomes different.
 */
final class PermissionTable {

  private final long version;
  private final Map<String, List<String>> groupsByUser = new HashMap<>();
  private final Map<String, Map<String, Permissions>> permissionsByGrantee = new HashMap<>();
  private final Map<String, Licence> licencesByUser = new HashMap<>();
  private final Map<String, GrantedPermissions> known = new ConcurrentHashMap<>();
  private final Map<String, GrantedPermissions> knownGroups = new ConcurrentHashMap<>();

  PermissionTable(long version, List<GroupMember> members, List<FolderPermission> permissions) {
    this.version = version;
    for (GroupMember member : members) {
      if (!member.licence().isEmpty()) {
        licencesByUser.merge(
            Accounts.key(member.username()), Licence.of(member.licence()), Licence::richer);
      }
      groupsByUser
          .computeIfAbsent(Accounts.key(member.username()), user -> new ArrayList<>())
          .add(member.groupId());
    }
    for (FolderPermission permission : permissions) {
      permissionsByGrantee
          .computeIfAbsent(permission.grantee().key(), grantee -> new HashMap<>())
          .put(permission.path().key(), permission.permissions());
    }
  }

  long version() {
    return version;
  }

  /** The richest licence of a user's groups and his own. */
  Licence licence(String username, Licence own) {
    return own.richer(licencesByUser.getOrDefault(Accounts.key(username), own));
  }

  /** What a group may do; empty where nothing is permitted to it by name. */
  Optional<UserPermissions> ofGroup(String id) {
    String key = new Grantee.OfGroup(id).key();
    Map<String, Permissions> given = permissionsByGrantee.get(key);
    return given == null
        ? Optional.empty()
        : Optional.of(
            knownGroups.computeIfAbsent(id, group -> GrantedPermissions.ofGroup(usable(given))));
  }

  private static Map<String, Permissions> usable(Map<String, Permissions> given) {
    Map<String, Permissions> usable = new HashMap<>();
    given.forEach((folder, permissions) -> usable.put(folder, permissions.usable()));
    return usable;
  }

  /** What a user may do who is no super user. */
  GrantedPermissions of(String username) {
    return known.computeIfAbsent(username, this::workedOut);
  }

  /**
   * Of the user himself and of each of his groups the nearest permission counts; what any of them
   * permits is permitted.
   */
  private GrantedPermissions workedOut(String username) {
    List<Map<String, Permissions>> grantees = new ArrayList<>();
    grantees.add(permissionsByGrantee.getOrDefault(new Grantee.OfUser(username).key(), Map.of()));
    for (String group : groupsByUser.getOrDefault(Accounts.key(username), List.of())) {
      grantees.add(permissionsByGrantee.getOrDefault(new Grantee.OfGroup(group).key(), Map.of()));
    }
    TreeSet<String> folders = new TreeSet<>();
    grantees.forEach(permissions -> folders.addAll(permissions.keySet()));
    Map<String, Permissions> points = new HashMap<>();
    for (String folder : folders) {
      Permissions all = Permissions.NONE;
      for (Map<String, Permissions> permissions : grantees) {
        all = all.or(FolderAncestors.nearest(permissions, folder));
      }
      points.put(folder, all.usable());
    }
    return new GrantedPermissions(username, points);
  }
}
