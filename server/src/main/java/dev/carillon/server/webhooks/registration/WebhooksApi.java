package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog.Held;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.access.PasswordProof;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.RecoveryState;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /services/admin/webhook}: everything an administrator does with webhooks; and {@code
 * /api/webhooks/{id}/…}: shows a webhook's secret to who proves to be its administrator, and ends
 * an overlap.
 */
public final class WebhooksApi {

  private static final int OVERLAP_HOURS_MAX = 168;

  private final Webhooks webhooks;
  private final DeliveryActions deliveryActions;
  private final Function<Webhook, Held> held;
  private final WebhookReader reader;
  private final WebhookJson json;
  private final Handshakes handshakes;
  private final Consumer<Instant> keys;
  private final BiConsumer<Webhook, Webhook> templates;
  private final Consumer<Webhook.Id> changed;
  private final PasswordProof proof;
  private final Function<Webhook, Optional<RecoveryState>> recovery;
  private final InstantSource wallClock;
  private final InstantSource engineClock;

  /**
   * An API over these stores.
   *
   * @param held what is held for a webhook, because it debounces or wants batches
   * @param filters compiles folders and query
   * @param custom the custom event types there are
   * @param fields the metadata fields there are
   * @param urls says which URLs are allowed
   * @param handshakes asks receivers for permission
   * @param keys makes keys that sign by Ed25519, if there are none; gets the time
   * @param templates refuses a webhook whose template fails; gets it, and as it was before
   * @param changed gets each webhook that was added, changed or removed, once it is stored and
   *     before the caller gets a response
   * @param proof asks for the password where a secret is shown
   * @param recovery how far the recovery of a disabled webhook is
   * @param wallClock the time of day
   * @param engineClock by which deliveries become due and end
   */
  public WebhooksApi(
      Webhooks webhooks,
      DeliveryActions deliveryActions,
      Function<Webhook, Held> held,
      AssetFilterReader filters,
      CustomTypeVersions custom,
      FieldRegistry fields,
      UrlCheck urls,
      Handshakes handshakes,
      Consumer<Instant> keys,
      BiConsumer<Webhook, Webhook> templates,
      Consumer<Webhook.Id> changed,
      PasswordProof proof,
      Function<Webhook, Optional<RecoveryState>> recovery,
      InstantSource wallClock,
      InstantSource engineClock) {
    this.webhooks = webhooks;
    this.deliveryActions = deliveryActions;
    this.held = held;
    this.reader = new WebhookReader(filters, urls, new EventTypeFields(custom));
    this.json = new WebhookJson(fields, wallClock);
    this.handshakes = handshakes;
    this.keys = keys;
    this.templates = templates;
    this.changed = changed;
    this.proof = proof;
    this.recovery = recovery;
    this.wallClock = wallClock;
    this.engineClock = engineClock;
  }

  /** Adds all of its routes. */
  public void routes(Routes routes) {
    routes
        .group("/services/admin/webhook", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .post("", this::create)
        .get("/{id}", this::get)
        // as the model's own page prints it, without a slash
        .post("/{id}generate-token", this::rotate)
        .post("/{id}/generate-token", this::rotate)
        .post("/{id}", this::update)
        .put("/{id}", this::update)
        .delete("/{id}", this::remove)
        .put("/{id}/disable", this::disable)
        .post("/{id}/disable", this::disable)
        .put("/{id}/enable", this::enable)
        .post("/{id}/enable", this::enable);
    routes
        .group("/api/webhooks/{id}", RouteAccess.SERVER_ADMIN)
        .post("/reveal-secret", this::reveal)
        .post("/end-overlap", this::endOverlap);
  }

  private Response list(Call call) {
    Map<Webhook.Id, Instant> holds = webhooks.holds(engineClock.instant());
    // the webhooks themselves are in memory anyway
    return JsonPieces.answer(
        Iterators.mapped(
            webhooks.current().webhooks().iterator(),
            webhook -> shown(call, webhook, holds, List.of())),
        0);
  }

  private Response create(Call call) {
    JsonNode body =
        call.json().orElseThrow(() -> Problem.badRequest("The body must be a JSON object"));
    Instant now = wallClock.instant();
    WebhookReader.Edit edit = reader.whole(body, now, call.baseUrl());
    Webhook blank = Webhook.blank(now);
    Webhook webhook = edit.of(blank);
    prepare(webhook, blank);
    webhook = handshakes.permitted(edit, blank, call.baseUrl()).apply(blank);
    webhooks.add(webhook);
    changed.accept(webhook.id());
    note(webhook).changed(Map.of(), json.settings(webhook));
    return new Response.Json(201, shown(call, webhook, edit.warnings()), Map.of());
  }

  private Response get(Call call) {
    return Response.json(shown(call, found(call), List.of()));
  }

  private Response update(Call call) {
    Webhook before = found(call);
    JsonNode body =
        call.json().orElseThrow(() -> Problem.badRequest("The body must be a JSON object"));
    WebhookReader.Edit edit = reader.changes(body, before, wallClock.instant(), call.baseUrl());
    prepare(edit.of(before), before);
    UnaryOperator<Webhook> permitted = handshakes.permitted(edit, before, call.baseUrl());
    return Response.json(shown(call, change(before.id(), permitted), edit.warnings()));
  }

  /** Tries its template, and makes the keys that it asks for, before it is stored. */
  private void prepare(Webhook webhook, Webhook before) {
    templates.accept(webhook, before);
    if (webhook.format().ed25519()) {
      keys.accept(wallClock.instant());
    }
  }

  private Response rotate(Call call) {
    Webhook.Id id = found(call).id();
    int hours =
        new JsonField("overlapHours", option(call, "overlapHours")).number(0, OVERLAP_HOURS_MAX);
    Instant now = wallClock.instant();
    Instant oldUntil = now.plus(Duration.ofHours(hours));
    Webhook rotated = change(id, webhook -> webhook.with(webhook.secret().rotated(now, oldUntil)));
    return Response.json(shown(call, rotated, List.of()));
  }

  private Response reveal(Call call) {
    String password = JsonFields.of(call).required("password");
    Webhook webhook = found(call);
    note(webhook);
    proof.check(call, password);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("secretToken", webhook.secret().token());
    body.put("validUntil", json.overlapUntil(webhook).map(WebhookJson::time).orElse(null));
    return new Response.Json(200, body, Map.of("Cache-Control", "no-store"));
  }

  private Response endOverlap(Call call) {
    var _ = change(found(call).id(), webhook -> webhook.with(webhook.secret().alone()));
    return Response.noContent();
  }

  private Response disable(Call call) {
    Webhook.Id id = found(call).id();
    Instant now = wallClock.instant();
    return Response.json(shown(call, change(id, webhook -> disabled(webhook, now)), List.of()));
  }

  private Response enable(Call call) {
    Webhook before = found(call);
    boolean cancel = pendingRetriesCancelled(call);
    Instant now = wallClock.instant();
    if (cancel && !before.enabled()) {
      // first, while nothing is sent yet: afterwards they would race with the dispatcher
      deliveryActions.cancelPending(before.id(), engineClock.instant());
    }
    if (before.enabled()) {
      // so it ends a hold too, where there is one
      webhooks.release(before.id());
    }
    Webhook enabled = change(before.id(), webhook -> enabled(webhook, true, now));
    return Response.json(shown(call, enabled, List.of()));
  }

  private static boolean pendingRetriesCancelled(Call call) {
    JsonField field = new JsonField("pendingRetries", option(call, "pendingRetries"));
    return switch (field.none() ? "continue" : field.text(100)) {
      case "continue" -> false;
      case "cancel" -> true;
      default -> throw field.wrong("continue or cancel");
    };
  }

  private Response remove(Call call) {
    Webhook.Id id = found(call).id();
    Webhook removed =
        webhooks.remove(id).orElseThrow(() -> Problem.notFound("webhook", id.value()));
    changed.accept(removed.id());
    note(removed).changed(json.settings(removed), Map.of());
    return Response.noContent();
  }

  private static Webhook enabled(Webhook webhook, boolean enabled, Instant now) {
    return webhook.in(WebhookDraft.switched(webhook.state(), enabled, now));
  }

  /** By hand: what failures have disabled and would be recovered stays disabled from now on. */
  private static Webhook disabled(Webhook webhook, Instant now) {
    return webhook.rules().recoverAutomatically()
            && webhook.state() instanceof WebhookState.Disabled off
            && off.reason() == WebhookState.Reason.FAILURES
        ? webhook.in(new WebhookState.Disabled(off.at(), WebhookState.Reason.MANUAL, off.detail()))
        : enabled(webhook, false, now);
  }

  /** A value of the body, which may be missing as a whole; JSON's null where there is none. */
  private static JsonNode option(Call call, String name) {
    JsonNode nothing = JsonNodeFactory.instance.nullNode();
    JsonNode body = call.json().orElse(nothing);
    if (!body.isObject() && !body.isNull()) {
      throw Problem.badRequest("The body must be empty or a JSON object");
    }
    JsonNode value = body.get(name);
    return value == null ? nothing : value;
  }

  private Webhook found(Call call) {
    return RegisteredWebhooks.get(webhooks, call.variable("id"));
  }

  private Webhook change(Webhook.Id id, UnaryOperator<Webhook> change) {
    // compared once the transaction is over: who a webhook sends on behalf of is read, too
    AtomicReference<Webhook> before = new AtomicReference<>();
    Webhook stored =
        webhooks
            .change(
                id,
                webhook -> {
                  before.set(webhook);
                  return change.apply(webhook);
                })
            .orElseThrow(() -> Problem.notFound("webhook", id.value()));
    changed.accept(id);
    note(stored)
        .changed(json.settings(Objects.requireNonNull(before.get())), json.settings(stored));
    return stored;
  }

  private static AuditNote note(Webhook webhook) {
    return AuditNote.current().about("webhook", webhook.id().value(), webhook.name());
  }

  private ObjectNode shown(Call call, Webhook webhook, List<String> warnings) {
    return shown(call, webhook, webhooks.holds(engineClock.instant()), warnings);
  }

  private ObjectNode shown(
      Call call, Webhook webhook, Map<Webhook.Id, Instant> holds, List<String> warnings) {
    long missed =
        webhook.state() instanceof WebhookState.Disabled ? deliveryActions.missed(webhook.id()) : 0;
    WebhookJson.Standing standing =
        new WebhookJson.Standing(
            webhooks.health(webhook.id()),
            holds.getOrDefault(webhook.id(), Instant.EPOCH),
            missed,
            recovery.apply(webhook),
            webhook.grouping().any() ? held.apply(webhook) : Held.NOTHING);
    return json.object(webhook, maySeeSecrets(call), standing, warnings);
  }

  /** A secret lets its reader sign as the webhook: so a token that may only read sees none. */
  private static boolean maySeeSecrets(Call call) {
    return !(call.identity() instanceof Identity.Token token)
        || token.may(TokenScope.WEBHOOKS_WRITE);
  }
}
