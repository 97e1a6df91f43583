package dev.carillon.server.webhooks.attention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.log.FailedByWebhook;
import dev.carillon.hooks.jdbc.log.FailedByWebhook.Failed;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.redelivery.RunningFixes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/attention}: the webhooks that need an administrator, the worst first. A webhook
 * that a user or a restore disabled is not among them, as that was meant.
 *
 * @param engine the clock of deliveries
 */
public record AttentionApi(
    Webhooks webhooks,
    DeliveryLog log,
    FailedByWebhook failures,
    RunningFixes fixes,
    InstantSource engine) {

  /** What failed earlier is history, which the log shows. */
  private static final Duration LOOKED_BACK = Duration.ofDays(1);

  /** So many are shown, and looked at for their causes. */
  private static final int SHOWN_MAX = 100;

  /** What waits, was missed or has failed is counted up to here, for each webhook. */
  private static final int COUNTED_MAX = 1_000;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/attention", RouteAccess.SERVER_ADMIN).get("", this::list);
  }

  private Response list(Call call) {
    List<Webhook> all = webhooks.current().webhooks();
    List<AttentionItem> found = found(all);
    Map<String, String> running = fixes.byWebhook();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("count", found.size()).put("webhooks", all.size());
    json.put("enabled", all.stream().filter(Webhook::enabled).count());
    ArrayNode items = json.putArray("items");
    found.stream()
        .limit(SHOWN_MAX)
        .map(item -> item.json(Cause.of(item, log), running.get(item.webhook().id().value())))
        .forEach(items::add);
    return Response.json(json);
  }

  private List<AttentionItem> found(List<Webhook> all) {
    Map<Webhook.Id, Failed> failed =
        failures.since(engine.instant().minus(LOOKED_BACK), COUNTED_MAX);
    Map<Webhook.Id, Standing> standings = log.standings(COUNTED_MAX);
    List<AttentionItem> found = new ArrayList<>();
    for (Webhook webhook : all) {
      Standing standing = standings.getOrDefault(webhook.id(), Standing.NONE);
      Failed share = failed.get(webhook.id());
      reason(webhook, standing, share != null)
          .ifPresent(
              reason ->
                  found.add(
                      new AttentionItem(
                          webhook,
                          reason,
                          since(webhook, reason, standing, share),
                          standing,
                          share)));
    }
    found.sort(AttentionItem.WORST_FIRST);
    return found;
  }

  private static Optional<AttentionReason> reason(
      Webhook webhook, Standing standing, boolean failed) {
    if (AttentionReason.disabledByServer(webhook.state())) {
      return Optional.of(AttentionReason.DISABLED);
    }
    if (!webhook.enabled()) {
      return Optional.empty();
    }
    if (standing.health() == WebhookHealth.Status.FAILING) {
      return Optional.of(AttentionReason.FAILING);
    }
    return failed ? Optional.of(AttentionReason.FAILED) : Optional.empty();
  }

  /** When it was disabled; else when something last arrived; else when the first one failed. */
  private static Instant since(
      Webhook webhook, AttentionReason reason, Standing standing, @Nullable Failed failed) {
    if (webhook.state() instanceof WebhookState.Disabled disabled) {
      return disabled.at();
    }
    if (failed != null
        && (reason == AttentionReason.FAILED || standing.lastDeliveredAt().equals(Instant.EPOCH))) {
      return failed.since();
    }
    return standing.lastDeliveredAt().equals(Instant.EPOCH)
        ? webhook.createdAt()
        : standing.lastDeliveredAt();
  }
}
