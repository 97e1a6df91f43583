package dev.carillon.server.accounts.access;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
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
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /api/folder-rights}: for super users. */
final class FolderRightsApi {

  private static final int SHOWN_MAX = 10_000;

  /** About what a right takes that is kept until it is shown. */
  private static final long RIGHT_BYTES = 400;

  private final Database database;
  private final Accounts accounts;
  private final FolderRights rights;

  FolderRightsApi(Database database, Accounts accounts, FolderRights rights) {
    this.database = database;
    this.accounts = accounts;
    this.rights = rights;
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    String path = "/api/folder-rights";
    routes
        .on(Set.of("GET"), path, Effect.READS, RouteAccess.SUPER_USER, this::show)
        .on(Set.of("PUT"), path, Effect.CHANGES, RouteAccess.SUPER_USER, this::put)
        .on(Set.of("DELETE"), path, Effect.CHANGES, RouteAccess.SUPER_USER, this::remove);
  }

  /** The rights at a folder and those above it, and what a user may do there if one is named. */
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
                user -> Map.of("effective", rights.of(registered(user)).at(path).text()))
            .orElse(Map.of());
    List<FolderRight> found = database.read(c -> AccessStore.at(c, way, SHOWN_MAX));
    return JsonPieces.answer(
        new Listed(
            Map.of("path", path.text()),
            "rights",
            Iterators.mapped(found.iterator(), right -> shown(right, !right.path().same(path))),
            () -> effective),
        found.size() * RIGHT_BYTES);
  }

  private Response put(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    Grantee holder = holder(params);
    Permissions permissions = Permissions.parse("permissions", params.required("permissions"));
    FolderRight right = new FolderRight(path, holder, permissions);
    Map<String, String> before = noted(path, holder);
    try {
      database.write(
          c -> {
            FolderTreeLock.placing(c);
            TreePath spelt = path;
            if (!path.isRoot()) {
              spelt = FolderStore.find(c, path).orElseThrow(StalePlanException::new).path();
            }
            if (holder instanceof Grantee.OfGroup(String id) && GroupStore.find(c, id).isEmpty()) {
              throw new StalePlanException();
            }
            AccessStore.put(c, new FolderRight(spelt, holder, permissions));
            return right;
          });
    } catch (StalePlanException missing) {
      throw Problem.notFound("folder", path.text());
    }
    rights.refresh();
    note(path, holder).changed(before, noted(path, holder));
    return Response.json(shown(right, false));
  }

  private Response remove(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    Grantee holder = holder(params);
    Map<String, String> before = noted(path, holder);
    boolean removed = database.write(c -> AccessStore.remove(c, path, holder));
    rights.refresh();
    note(path, holder).changed(before, Map.of());
    if (!removed) {
      throw Problem.notFound("right at", path.text());
    }
    return Response.noContent();
  }

  private static AuditNote note(TreePath path, Grantee holder) {
    return AuditNote.current().about("folder", path.text(), path.text() + " for " + holder.text());
  }

  /** What a holder may do at a folder, as the audit log compares it. */
  private Map<String, String> noted(TreePath path, Grantee holder) {
    return database.read(c -> AccessStore.at(c, List.of(path), SHOWN_MAX)).stream()
        .filter(right -> right.holder().key().equals(holder.key()))
        .findFirst()
        .map(right -> Map.of("permissions", right.permissions().text()))
        .orElse(Map.of());
  }

  /** The group, by its id or its name, or the user. */
  private Grantee holder(Params params) {
    Optional<String> group = params.text("group");
    Optional<String> user = params.text("user");
    if (group.isPresent() == user.isPresent()) {
      throw Problem.badRequest("One of 'group' and 'user' is required, and not both");
    }
    if (user.isPresent()) {
      return new Grantee.OfUser(registered(user.get()));
    }
    Group found =
        database
            .read(c -> GroupStore.find(c, group.get()))
            .orElseThrow(() -> Problem.notFound("group", group.get()));
    return new Grantee.OfGroup(found.id());
  }

  private String registered(String username) {
    return accounts
        .find(username)
        .map(Account::username)
        .orElseThrow(() -> Problem.notFound("user", username));
  }

  private Map<String, Object> shown(FolderRight right, boolean inherited) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", right.path().text());
    shown.put("group", null);
    shown.put("user", null);
    switch (right.holder()) {
      case Grantee.OfGroup(String id) -> {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("id", id);
        group.put("name", database.read(c -> GroupStore.find(c, id)).map(Group::name).orElse(""));
        shown.put("group", group);
      }
      case Grantee.OfUser(String username) -> shown.put("user", username);
    }
    shown.put("permissions", right.permissions().text());
    shown.put("inherited", inherited);
    return shown;
  }
}
