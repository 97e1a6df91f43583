package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
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
import java.util.Set;

/** The calls that make, change and revoke auth keys. */
record AuthKeysApi(AuthKeys keys, AuthKeyParams reading, SharedAssets shared) {

  private static final int REVOKED_MAX = 200;

  /** What links call otherwise than keys do. */
  private static final Map<String, String> LINK_NAMES =
      Map.of(
          "sharedAssetIds", "assetIds",
          "sharedContainerId", "containerId",
          "uploadFolderPath", "importFolderPath");

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .service("/services/createAuthKey", Effect.CHANGES, RouteAccess.USER, this::create)
        .service("/services/updateAuthKey", Effect.CHANGES, RouteAccess.USER, this::update)
        .service("/services/revokeAuthKeys", Effect.CHANGES, RouteAccess.USER, this::revoke)
        .on(Set.of("POST"), "/api/sharelink", Effect.CHANGES, RouteAccess.USER, this::createLink);
  }

  private Response create(Call call) {
    AuthKey key = made(call, call.params());
    String url = url(call, key);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("authKey", key.key());
    answer.put("webClientUrl", url);
    answer.put("desktopClientUrl", url);
    answer.put("mobileClientUrl", url);
    return Response.json(answer);
  }

  private Response update(Call call) {
    Params params = call.params();
    keys.update(params.required("key"), call.caller(), key -> changed(call, key));
    return Response.empty();
  }

  /** Who shares more than before, or for longer, must be permitted to. */
  private AuthKey changed(Call call, AuthKey key) {
    AuthKey after = reading.changed(key, call.params());
    boolean sameGrants = after.terms().grants().equals(key.terms().grants());
    if (!sameGrants
        || !after.terms().containerIds().equals(key.terms().containerIds())
        || !after.terms().options().equals(key.terms().options())) {
      shared.check(call, after.terms());
    } else if (after.validUntil() > key.validUntil()) {
      shared.checkPresent(call, after.terms());
    }
    return after;
  }

  private Response revoke(Call call) {
    List<String> given = AuthKeyParams.ids(call.params(), "keys");
    if (given.isEmpty()) {
      throw Problem.missing("keys");
    }
    if (given.size() > REVOKED_MAX) {
      throw Problem.badRequest("'keys' holds more than " + REVOKED_MAX + " keys");
    }
    keys.revoke(given, call.caller());
    return Response.empty();
  }

  private Response createLink(Call call) {
    AuthKey key = made(call, linkParams(call));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", key.key());
    answer.put("url", url(call, key));
    return Response.json(answer);
  }

  private static Params linkParams(Call call) {
    Params given = AnywhereParameters.of(call);
    Map<String, List<String>> renamed = new LinkedHashMap<>();
    for (String name : given.names()) {
      renamed
          .computeIfAbsent(LINK_NAMES.getOrDefault(name, name), key -> new ArrayList<>())
          .addAll(given.all(name));
    }
    return new Params(renamed);
  }

  private AuthKey made(Call call, Params params) {
    AuthKey.Terms terms = reading.terms(params);
    // by its subject: the key is all that it takes to open it
    AuditNote.current().about("authkey", "", terms.subject());
    long until = reading.validUntil(params);
    shared.check(call, terms);
    return keys.create(call.caller().username(), until, terms);
  }

  private static String url(Call call, AuthKey key) {
    return call.baseUrl() + "/share/" + key.key();
  }
}
