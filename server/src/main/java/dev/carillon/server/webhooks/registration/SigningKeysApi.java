package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/**
 * {@code /.well-known/jwks.json}: the public keys that signatures by Ed25519 are verified with, for
 * every receiver; and {@code /api/signing-keys}, where an administrator replaces and withdraws
 * them.
 */
public final class SigningKeysApi {

  private static final String JWKS = "/.well-known/jwks.json";
  private static final int OVERLAP_HOURS_MIN = 1;
  private static final int OVERLAP_HOURS_MAX = 168;
  private static final int OVERLAP_HOURS = 24;

  private static final Map<String, String> CACHED =
      Map.of(
          "Cache-Control",
          "public, max-age=" + SqlSigningKeys.CACHED_FOR.toSeconds(),
          "Content-Type",
          "application/jwk-set+json");

  private final SqlSigningKeys keys;
  private final InstantSource clock;

  /** The calls over these keys. */
  public SigningKeysApi(SqlSigningKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes.group("", RouteAccess.ANYONE).get(JWKS, call -> jwks());
    routes
        .group("/api/signing-keys", RouteAccess.SERVER_ADMIN)
        .get("", call -> Response.json(list()))
        .post("", this::replace)
        .delete("/{kid}", this::withdraw);
  }

  private Response jwks() {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    ArrayNode all = set.putArray("keys");
    for (SigningKey key : keys.published(clock.instant())) {
      all.addObject()
          .put("kty", "OKP")
          .put("crv", "Ed25519")
          .put("x", key.coordinate())
          .put("kid", key.id())
          .put("use", "sig")
          .put("alg", "EdDSA");
    }
    return new Response.Json(200, set, CACHED);
  }

  private ArrayNode list() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (SigningKey key : keys.published(clock.instant())) {
      list.addObject()
          .put("kid", key.id())
          .put("publicKey", "whpk_" + Base64.getEncoder().encodeToString(key.publicKey()))
          .put("signsFrom", WebhookJson.time(key.from()))
          .put(
              "signsUntil",
              key.until().equals(SigningKey.ENDLESS) ? null : WebhookJson.time(key.until()));
    }
    return list;
  }

  private Response replace(Call call) {
    JsonFields body = JsonFields.of(call);
    int hours = body.number("overlapHours", OVERLAP_HOURS);
    if (hours < OVERLAP_HOURS_MIN || hours > OVERLAP_HOURS_MAX) {
      throw body.wrong(
          "overlapHours", "a whole number from " + OVERLAP_HOURS_MIN + " to " + OVERLAP_HOURS_MAX);
    }
    SigningKey made =
        keys.replace(clock.instant(), Duration.ofHours(hours))
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "A new key has not begun to sign yet. Wait two minutes, then replace it"));
    AuditNote.current()
        .about("signing-key", made.id(), "")
        .changed(Map.of(), Map.of("kid", made.id(), "overlapHours", hours));
    return new Response.Json(201, list(), Map.of());
  }

  private Response withdraw(Call call) {
    String kid = call.variable("kid");
    boolean replaced = call.params().flag("replace", false);
    switch (keys.withdraw(kid, clock.instant(), replaced)) {
      case UNKNOWN -> throw Problem.notFound("signing key", kid);
      case LAST ->
          throw Problem.conflict(
              "'"
                  + kid
                  + "' is the only key that signs. Withdraw it with replace=true, which makes a new"
                  + " one that signs at once");
      case DONE ->
          AuditNote.current()
              .about("signing-key", kid, "")
              .changed(Map.of(), Map.of("withdrawn", true, "replace", replaced));
    }
    return Response.json(list());
  }
}
