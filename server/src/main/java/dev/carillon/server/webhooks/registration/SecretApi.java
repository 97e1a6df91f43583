package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.PasswordProof;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.JsonFields;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows a webhook's secret to who proves to be its administrator, and ends an overlap. */
public final class SecretApi {

  private static final String ONE = "/api/webhooks/{id}";

  private final Webhooks webhooks;
  private final WebhookJson json;
  private final Consumer<Webhook.Id> changed;
  private final PasswordProof proof;

  /**
   * An API over these.
   *
   * @param changed hears of each webhook that was changed
   */
  public SecretApi(
      Webhooks webhooks,
      FieldRegistry fields,
      Consumer<Webhook.Id> changed,
      PasswordProof proof,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.json = new WebhookJson(fields, clock);
    this.changed = changed;
    this.proof = proof;
  }

  /** Adds its routes. */
  public void routes(Routes routes) {
    RouteAccess admin = RouteAccess.WEBHOOK_ADMIN;
    routes
        .on(Set.of("POST"), ONE + "/reveal-secret", Effect.CHANGES, admin, this::reveal)
        .on(Set.of("POST"), ONE + "/end-overlap", Effect.CHANGES, admin, this::endOverlap);
  }

  private Response reveal(Call call) {
    String password = JsonFields.of(call).required("password");
    Webhook webhook = found(call.variable("id"));
    note(webhook);
    proof.check(call, password);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("secretToken", webhook.secret().token());
    answer.put("validUntil", json.overlapUntil(webhook).map(SecretApi::text).orElse(null));
    return new Response.Json(200, answer, Map.of("Cache-Control", "no-store"));
  }

  private Response endOverlap(Call call) {
    Webhook.Id id = found(call.variable("id")).id();
    AtomicReference<Map<String, Object>> before = new AtomicReference<>(Map.of());
    Webhook stored =
        webhooks
            .change(
                id,
                webhook -> {
                  before.set(json.settings(webhook));
                  return webhook.with(webhook.secret().alone());
                })
            .orElseThrow(() -> Problem.notFound("webhook", id.value()));
    changed.accept(id);
    note(stored).changed(Objects.requireNonNull(before.get()), json.settings(stored));
    return Response.noContent();
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private Webhook found(String id) {
    return RegisteredWebhooks.get(webhooks, id);
  }

  private static AuditNote note(Webhook webhook) {
    return AuditNote.current().about("webhook", webhook.id().value(), webhook.name());
  }
}
