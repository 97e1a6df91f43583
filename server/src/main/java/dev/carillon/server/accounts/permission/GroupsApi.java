package dev.carillon.server.accounts.permission;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import dev.carillon.server.platform.http.request.Paging;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/groups}: for super users. Each change counts before its response. */
record GroupsApi(
    Database database, Accounts accounts, FolderPermissions permissions, InstantSource clock) {

  private static final int NAME_MAX = 100;
  private static final int DESCRIPTION_MAX = 1_000;
  private static final int MEMBERS_MAX = 10_000;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .group("/api/groups", RouteAccess.SUPER_USER)
        .get("", this::list)
        .post("", this::create)
        .get("/{id}", this::get)
        .put("/{id}", this::update)
        .delete("/{id}", this::remove)
        .put("/{id}/members/{username}", this::add)
        .delete("/{id}/members/{username}", this::takeOut);
  }

  /** A page by name. */
  private Response list(Call call) {
    int limit = Paging.limit(call.params());
    String after = Paging.key(call.params());
    List<Group> page = database.read(c -> GroupStore.page(c, after, limit + 1));
    return Paging.page(
        page, limit, this::counted, last -> Paging.behind(GroupStore.key(last.name())));
  }

  private Response create(Call call) {
    Params params = AnywhereParameters.of(call);
    Group group =
        new Group(Ids.random(), name(params), description(params, ""), licence(params, ""));
    if (!database.<Boolean>write(c -> GroupStore.insert(c, group, clock.millis()))) {
      throw taken(group);
    }
    note(group).changed(Map.of(), shown(group));
    return new Response.Json(201, whole(group), Map.of("Location", "/api/groups/" + group.id()));
  }

  private Response get(Call call) {
    return Response.json(whole(found(call)));
  }

  private Response update(Call call) {
    Params params = AnywhereParameters.of(call);
    Group before = found(call);
    String name = params.raw("name").isPresent() ? name(params) : before.name();
    Group after =
        new Group(
            before.id(),
            name,
            description(params, before.description()),
            licence(params, before.licence()));
    if (!database.<Boolean>write(c -> GroupStore.update(c, after))) {
      var _ = found(call);
      throw taken(after);
    }
    permissions.refresh();
    note(after).changed(shown(before), shown(after));
    return Response.json(whole(after));
  }

  /** Removes a group, and its permissions with it. */
  private Response remove(Call call) {
    Group group = found(call);
    Map<String, Object> before = whole(group);
    boolean removed = database.write(c -> GroupStore.delete(c, group.id()));
    permissions.refresh();
    if (!removed) {
      throw unknown(group.id());
    }
    note(group).changed(before, Map.of());
    return Response.noContent();
  }

  /** Makes a user a member, unless the user is one. */
  private Response add(Call call) {
    String id = call.variable("id");
    String username = call.variable("username");
    String registered = accounts.registered(username);
    boolean found =
        database.write(
            c -> {
              boolean there = GroupStore.find(c, id).isPresent();
              if (there) {
                GroupStore.add(c, new GroupMember(id, registered));
              }
              return there;
            });
    permissions.refresh();
    if (!found) {
      throw unknown(id);
    }
    note(found(call)).changed(Map.of(), Map.of("member", username));
    return Response.noContent();
  }

  /** Ends a membership. */
  private Response takeOut(Call call) {
    Group group = found(call);
    String username = call.variable("username");
    boolean removed =
        database.write(c -> GroupStore.remove(c, new GroupMember(group.id(), username)));
    permissions.refresh();
    if (!removed) {
      throw Problem.notFound("member", username);
    }
    note(group).changed(Map.of("member", username), Map.of());
    return Response.noContent();
  }

  private Group found(Call call) {
    String id = call.variable("id");
    return database.read(c -> GroupStore.find(c, id)).orElseThrow(() -> unknown(id));
  }

  private static Problem unknown(String id) {
    return Problem.notFound("group", id);
  }

  private static Problem taken(Group group) {
    return Problem.conflict("A group named '" + group.name() + "' already exists");
  }

  private static AuditNote note(Group group) {
    return AuditNote.current().about("group", group.id(), group.name());
  }

  private Map<String, Object> counted(Group group) {
    Map<String, Object> shown = shown(group);
    shown.put("memberCount", database.read(c -> GroupStore.count(c, group.id())));
    return shown;
  }

  private Map<String, Object> whole(Group group) {
    Map<String, Object> shown = shown(group);
    shown.put("members", database.read(c -> GroupStore.members(c, group.id(), MEMBERS_MAX)));
    return shown;
  }

  private static Map<String, Object> shown(Group group) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", group.id());
    shown.put("name", group.name());
    shown.put("description", group.description());
    shown.put("licence", group.licence());
    return shown;
  }

  private static String name(Params params) {
    String name = params.required("name").strip();
    if (name.isEmpty()) {
      throw Problem.missing("name");
    }
    return checked("name", name, NAME_MAX);
  }

  private static String description(Params params, String absent) {
    return checked("description", params.raw("description").orElse(absent), DESCRIPTION_MAX);
  }

  /** A licence's name, or empty. */
  private static String licence(Params params, String absent) {
    return params.raw("licence").orElse(absent);
  }

  private static String checked(String field, String text, int max) {
    if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField(
          field, text, "at most " + max + " characters long, without control characters");
    }
    return text;
  }
}
