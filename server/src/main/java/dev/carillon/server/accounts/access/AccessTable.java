package dev.carillon.server.accounts.access;

import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.platform.http.Caller.Licence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All groups' members and all rights as they were at one revision. What a user may do is worked out
 * once, when it is first asked for: the folders at which it becomes different.
 */
final class AccessTable {

  private final long revision;
  private final Map<String, List<String>> groupsByUser = new HashMap<>();
  private final Map<String, Map<String, Permissions>> rightsByHolder = new HashMap<>();
  private final Map<String, Licence> licencesByUser = new HashMap<>();
  private final Map<String, UserGrants> known = new ConcurrentHashMap<>();

  AccessTable(long revision, List<GroupMember> members, List<FolderRight> rights) {
    this.revision = revision;
    for (GroupMember member : members) {
      if (!member.licence().isEmpty()) {
        licencesByUser.merge(
            GroupMember.key(member.username()), Licence.of(member.licence()), Licence::richer);
      }
      groupsByUser
          .computeIfAbsent(GroupMember.key(member.username()), user -> new ArrayList<>())
          .add(member.groupId());
    }
    for (FolderRight right : rights) {
      rightsByHolder
          .computeIfAbsent(right.holder().key(), holder -> new HashMap<>())
          .put(right.path().key(), right.permissions());
    }
  }

  long revision() {
    return revision;
  }

  /** The richest licence of a user's groups and his own. */
  Licence licence(String username, Licence own) {
    return own.richer(licencesByUser.getOrDefault(GroupMember.key(username), own));
  }

  /** What a user may do who is no super user. */
  UserGrants grants(String username) {
    return known.computeIfAbsent(username, this::workedOut);
  }

  /**
   * Of the user himself and of each of his groups the nearest right counts; what any of them grants
   * is granted.
   */
  private UserGrants workedOut(String username) {
    List<Map<String, Permissions>> holders = new ArrayList<>();
    holders.add(rightsByHolder.getOrDefault(new Grantee.OfUser(username).key(), Map.of()));
    for (String group : groupsByUser.getOrDefault(GroupMember.key(username), List.of())) {
      holders.add(rightsByHolder.getOrDefault(new Grantee.OfGroup(group).key(), Map.of()));
    }
    TreeSet<String> folders = new TreeSet<>();
    holders.forEach(rights -> folders.addAll(rights.keySet()));
    Map<String, Permissions> points = new HashMap<>();
    for (String folder : folders) {
      Permissions all = Permissions.NONE;
      for (Map<String, Permissions> rights : holders) {
        all = all.or(nearest(rights, folder));
      }
      points.put(folder, all.usable());
    }
    return new UserGrants(username, points);
  }

  private static Permissions nearest(Map<String, Permissions> rights, String folder) {
    for (String at : FolderAncestors.upwards(folder)) {
      Permissions here = rights.get(at);
      if (here != null) {
        return here;
      }
    }
    return Permissions.NONE;
  }
}
