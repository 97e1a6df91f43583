package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of share links: a user sees those that the user made, a super user those of all users.
 */
record ShareLinksApi(AuthKeys keys) {

  private static final int SIZE = 50;
  private static final int SIZE_MAX = 200;
  private static final List<String> STATES = List.of("active", "expired", "revoked");

  /** Adds the call. */
  void routes(Routes routes) {
    routes.group("/api/sharelink", RouteAccess.USER).get("", this::list);
  }

  private Response list(Call call) {
    Params params = call.params();
    Optional<String> state = params.text("state");
    state.ifPresent(
        given -> {
          if (!STATES.contains(given)) {
            throw Problem.badField("state", given, "active, expired or revoked");
          }
        });
    String own = call.caller().username();
    String owner = params.text("owner").orElse(own);
    if (!owner.equals(own) && !call.caller().superUser()) {
      throw Problem.forbidden("Only super users see the links of other users");
    }
    AuthKeys.Found found =
        keys.of(
            owner.equals("*") ? Optional.empty() : Optional.of(owner),
            state.map(AuthKey.State::of),
            params.number("from", 0, 0, Integer.MAX_VALUE),
            params.number("size", SIZE, 1, SIZE_MAX));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("items", found.links().stream().map(link -> shown(call, link)).toList());
    shown.put("total", found.total());
    return Response.json(shown);
  }

  private static Map<String, Object> shown(Call call, AuthKeys.Link link) {
    AuthKey key = link.key();
    AuthKey.Terms terms = key.terms();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", key.key());
    shown.put("url", call.baseUrl() + "/share/" + key.key());
    shown.put("subject", terms.subject());
    shown.put("description", terms.description());
    shown.put("owner", key.owner());
    shown.put("createdAt", Instant.ofEpochMilli(key.createdAt()).toString());
    shown.put("validUntil", Instant.ofEpochMilli(key.validUntil()).toString());
    shown.put("state", key.state().text());
    shown.put("assetIds", terms.assetIds());
    shown.put("containerIds", terms.containerIds());
    shown.put("downloadOriginal", terms.grants().downloadOriginal());
    shown.put("downloadPreview", terms.grants().downloadPreview());
    shown.put("requestApproval", terms.grants().requestApproval());
    shown.put("requestUpload", terms.grants().requestUpload());
    Map<String, String> options = new LinkedHashMap<>(terms.options());
    options.remove(AuthKeyParams.QUERY_FIELDS);
    shown.put("options", options);
    shown.put("uploads", link.uploads());
    shown.put("decisions", link.verdicts());
    return shown;
  }
}
