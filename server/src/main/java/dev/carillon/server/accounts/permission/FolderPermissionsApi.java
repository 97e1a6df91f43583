package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.assets.folder.FolderStore;
import dev.carillon.server.assets.folder.FolderTreeLock;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/folder-rights}: for super users. */
record FolderPermissionsApi(
    Database database, Accounts accounts, FolderPermissions folderPermissions) {

  private static final int SHOWN_MAX = 10_000;

  /** About what a permission takes that is kept until it is shown. */
  private static final long RIGHT_BYTES = 400;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .group("/api/folder-rights", RouteAccess.SUPER_USER)
        .get("", this::show)
        .put("", this::put)
        .delete("", this::remove);
  }

  /**
   * The permissions at a folder and those above it, and what a user may do there if one is named.
   */
  private Response show(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    List<TreePath> way = new ArrayList<>(List.of(TreePath.ROOT));
    way.addAll(path.ancestors());
    if (!path.isRoot()) {
      way.add(path);
    }
    Map<String, Object> effective =
        params
            .text("user")
            .<Map<String, Object>>map(
                user ->
                    Map.of(
                        "effective",
                        folderPermissions.of(accounts.registered(user)).at(path).text()))
            .orElse(Map.of());
    List<FolderPermission> found = database.read(c -> PermissionStore.at(c, way, SHOWN_MAX));
    return JsonPieces.answer(
        new Listed(
            Map.of("path", path.text()),
            "rights",
            Iterators.mapped(
                found.iterator(), permission -> shown(permission, !permission.path().same(path))),
            () -> effective),
        found.size() * RIGHT_BYTES);
  }

  private Response put(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    Grantee grantee = grantee(params);
    Permissions permissions = Permissions.parse("permissions", params.required("permissions"));
    FolderPermission permission = new FolderPermission(path, grantee, permissions);
    Map<String, String> before = noted(path, grantee);
    try {
      database.write(
          c -> {
            FolderTreeLock.placing(c);
            TreePath spelt = path;
            if (!path.isRoot()) {
              spelt = FolderStore.find(c, path).orElseThrow(StalePlanException::new).path();
            }
            if (grantee instanceof Grantee.OfGroup(String id) && GroupStore.find(c, id).isEmpty()) {
              throw new StalePlanException();
            }
            PermissionStore.put(c, new FolderPermission(spelt, grantee, permissions));
            return permission;
          });
    } catch (StalePlanException missing) {
      throw Problem.notFound("folder", path.text());
    }
    folderPermissions.refresh();
    note(path, grantee).changed(before, noted(path, grantee));
    return Response.json(shown(permission, false));
  }

  private Response remove(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    Grantee grantee = grantee(params);
    Map<String, String> before = noted(path, grantee);
    boolean removed = database.write(c -> PermissionStore.remove(c, path, grantee));
    folderPermissions.refresh();
    note(path, grantee).changed(before, Map.of());
    if (!removed) {
      throw Problem.notFound("permission of " + grantee.text() + " in", path.text());
    }
    return Response.noContent();
  }

  private static AuditNote note(TreePath path, Grantee grantee) {
    return AuditNote.current().about("folder", path.text(), path.text() + " for " + grantee.text());
  }

  /** What a grantee may do at a folder, as the audit log compares it. */
  private Map<String, String> noted(TreePath path, Grantee grantee) {
    return database.read(c -> PermissionStore.at(c, List.of(path), SHOWN_MAX)).stream()
        .filter(permission -> permission.grantee().key().equals(grantee.key()))
        .findFirst()
        .map(permission -> Map.of("permissions", permission.permissions().text()))
        .orElse(Map.of());
  }

  /** The group, by its id or its name, or the user. */
  private Grantee grantee(Params params) {
    Optional<String> group = params.text("group");
    Optional<String> user = params.text("user");
    if (group.isPresent() == user.isPresent()) {
      throw Problem.badRequest("One of 'group' and 'user' is required, and not both");
    }
    if (user.isPresent()) {
      return new Grantee.OfUser(accounts.registered(user.get()));
    }
    Group found =
        database
            .read(c -> GroupStore.find(c, group.get()))
            .orElseThrow(() -> Problem.notFound("group", group.get()));
    return new Grantee.OfGroup(found.id());
  }

  private Map<String, Object> shown(FolderPermission permission, boolean inherited) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", permission.path().text());
    shown.put("group", null);
    shown.put("user", null);
    switch (permission.grantee()) {
      case Grantee.OfGroup(String id) -> {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("id", id);
        group.put("name", database.read(c -> GroupStore.find(c, id)).map(Group::name).orElse(""));
        shown.put("group", group);
      }
      case Grantee.OfUser(String username) -> shown.put("user", username);
    }
    shown.put("permissions", permission.permissions().text());
    shown.put("inherited", inherited);
    return shown;
  }
}
