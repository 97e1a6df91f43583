package dev.carillon.server.accounts.access;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import dev.carillon.server.platform.http.request.Paging;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/groups}: for super users. */
final class GroupsApi {

  private static final int NAME_MAX = 100;
  private static final int DESCRIPTION_MAX = 1_000;

  private final Groups groups;

  GroupsApi(Groups groups) {
    this.groups = groups;
  }

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

  private Response list(Call call) {
    int limit = Paging.limit(call.params());
    List<Group> page = groups.page(Paging.key(call.params()), limit + 1);
    return Paging.page(
        page, limit, this::counted, last -> Paging.behind(GroupStore.key(last.name())));
  }

  private Response create(Call call) {
    Params params = AnywhereParameters.of(call);
    Group group = groups.create(name(params), description(params, ""), licence(params, ""));
    note(group).changed(Map.of(), shown(group));
    return new Response.Json(201, whole(group), Map.of("Location", "/api/groups/" + group.id()));
  }

  private Response get(Call call) {
    return Response.json(whole(groups.get(call.variable("id"))));
  }

  private Response update(Call call) {
    Params params = AnywhereParameters.of(call);
    Group before = groups.get(call.variable("id"));
    String name = params.raw("name").isPresent() ? name(params) : before.name();
    Group after =
        new Group(
            before.id(),
            name,
            description(params, before.description()),
            licence(params, before.licence()));
    Group stored = groups.update(after);
    note(stored).changed(shown(before), shown(stored));
    return Response.json(whole(stored));
  }

  private Response remove(Call call) {
    Group group = groups.get(call.variable("id"));
    Map<String, Object> before = whole(group);
    groups.remove(group.id());
    note(group).changed(before, Map.of());
    return Response.noContent();
  }

  private Response add(Call call) {
    groups.add(call.variable("id"), call.variable("username"));
    note(groups.get(call.variable("id")))
        .changed(Map.of(), Map.of("member", call.variable("username")));
    return Response.noContent();
  }

  private Response takeOut(Call call) {
    groups.takeOut(call.variable("id"), call.variable("username"));
    note(groups.get(call.variable("id")))
        .changed(Map.of("member", call.variable("username")), Map.of());
    return Response.noContent();
  }

  private static AuditNote note(Group group) {
    return AuditNote.current().about("group", group.id(), group.name());
  }

  private Map<String, Object> counted(Group group) {
    Map<String, Object> shown = shown(group);
    shown.put("memberCount", groups.size(group.id()));
    return shown;
  }

  private Map<String, Object> whole(Group group) {
    Map<String, Object> shown = shown(group);
    shown.put("members", groups.members(group.id()));
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
