package dev.carillon.server.accounts.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Access;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/groups}: for super users. */
final class GroupsApi {

  private static final String ONE = "/api/groups/{id}";
  private static final String MEMBER = ONE + "/members/{username}";
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 200;
  private static final int NAME_MAX = 100;
  private static final int DESCRIPTION_MAX = 1_000;

  private final Groups groups;

  GroupsApi(Groups groups) {
    this.groups = groups;
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    Access admin = Access.SUPER_USER;
    routes
        .on(Set.of("GET"), "/api/groups", Effect.READS, admin, this::list)
        .on(Set.of("POST"), "/api/groups", Effect.CHANGES, admin, this::create)
        .on(Set.of("GET"), ONE, Effect.READS, admin, this::get)
        .on(Set.of("PUT"), ONE, Effect.CHANGES, admin, this::update)
        .on(Set.of("DELETE"), ONE, Effect.CHANGES, admin, this::remove)
        .on(Set.of("PUT"), MEMBER, Effect.CHANGES, admin, this::add)
        .on(Set.of("DELETE"), MEMBER, Effect.CHANGES, admin, this::takeOut);
  }

  private Response list(Call call) {
    Params params = AnywhereParameters.of(call);
    int limit = params.number("limit", LIMIT, 1, LIMIT_MAX);
    String after = params.text("cursor").map(GroupsApi::key).orElse("");
    List<Group> page = groups.page(after, limit + 1);
    List<Group> items = page.subList(0, Math.min(limit, page.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "items",
        items.stream()
            .map(
                group -> {
                  Map<String, Object> shown = shown(group);
                  shown.put("memberCount", groups.size(group.id()));
                  return shown;
                })
            .toList());
    answer.put("next", page.size() > limit ? cursor(items.getLast()) : null);
    return Response.json(answer);
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
    String text = params.raw("licence").orElse(absent);
    boolean known = Arrays.stream(Licence.values()).anyMatch(one -> one.text().equals(text));
    if (!known && !text.isEmpty()) {
      throw Problem.badField("licence", text, "pro, api, standard, basic or empty");
    }
    return text;
  }

  private static String checked(String field, String text, int max) {
    if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badField(
          field, text, "at most " + max + " characters long, without control characters");
    }
    return text;
  }

  private static String cursor(Group last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(GroupStore.key(last.name()).getBytes(UTF_8));
  }

  private static String key(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badField("cursor", cursor, "the 'next' of the page before");
    }
  }
}
