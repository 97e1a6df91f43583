package dev.carillon.server.webhooks.attention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.log.FailedByWebhook;
import dev.carillon.hooks.jdbc.log.FailedByWebhook.Failed;
import dev.carillon.hooks.jdbc.log.WaitingByWebhook;
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
 * @param waiting since when deliveries have been due
 * @param engine the clock of deliveries
 */
public record AttentionApi(
    Webhooks webhooks,
    DeliveryLog log,
    FailedByWebhook failures,
    WaitingByWebhook waiting,
    RunningFixes fixes,
    InstantSource engine) {

  /** What failed earlier is history, which the log shows. */
  private static final Duration LOOKED_BACK = Duration.ofDays(1);

  /**
   * What has been due for longer is behind. A shorter lag, as after an import or while a receiver
   * is updated, ends by itself.
   */
  private static final Duration BEHIND = Duration.ofHours(1);

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
    Instant now = engine.instant();
    Map<Webhook.Id, Failed> failed = failures.since(now.minus(LOOKED_BACK), COUNTED_MAX);
    Map<Webhook.Id, Instant> late = waiting.before(now.minus(BEHIND));
    late.keySet().removeAll(webhooks.holds(now).keySet());
    Map<Webhook.Id, Standing> standings = log.standings(COUNTED_MAX);
    List<AttentionItem> found = new ArrayList<>();
    for (Webhook webhook : all) {
      Standing standing = standings.getOrDefault(webhook.id(), Standing.NONE);
      WebhookTrouble trouble = new WebhookTrouble(failed.get(webhook.id()), late.get(webhook.id()));
      reason(webhook, standing, trouble)
          .ifPresent(
              reason ->
                  found.add(
                      new AttentionItem(
                          webhook,
                          reason,
                          since(webhook, reason, standing, trouble),
                          standing,
                          trouble.failed())));
    }
    found.sort(AttentionItem.WORST_FIRST);
    return found;
  }

  private static Optional<AttentionReason> reason(
      Webhook webhook, Standing standing, WebhookTrouble trouble) {
    if (AttentionReason.disabledByServer(webhook.state())) {
      return Optional.of(AttentionReason.DISABLED);
    }
    if (!webhook.enabled()) {
      return Optional.empty();
    }
    if (standing.health() == WebhookHealth.Status.FAILING) {
      return Optional.of(AttentionReason.FAILING);
    }
    if (trouble.dueAt() != null) {
      return Optional.of(AttentionReason.BEHIND);
    }
    return trouble.failed() != null ? Optional.of(AttentionReason.FAILED) : Optional.empty();
  }

  /** When it was disabled; else when something last arrived; else when the first one failed. */
  private static Instant since(
      Webhook webhook, AttentionReason reason, Standing standing, WebhookTrouble trouble) {
    if (webhook.state() instanceof WebhookState.Disabled disabled) {
      return disabled.at();
    }
    if (reason == AttentionReason.BEHIND && trouble.dueAt() != null) {
      return trouble.dueAt();
    }
    if (trouble.failed() != null
        && (reason == AttentionReason.FAILED || standing.lastDeliveredAt().equals(Instant.EPOCH))) {
      return trouble.failed().since();
    }
    return standing.lastDeliveredAt().equals(Instant.EPOCH)
        ? webhook.createdAt()
        : standing.lastDeliveredAt();
  }

  /**
   * What is wrong with a webhook beside its state.
   *
   * @param failed its deliveries of the last day that failed for good; null = none
   * @param dueAt when what has waited longest was due; null = nothing has waited for long
   */
  private record WebhookTrouble(@Nullable Failed failed, @Nullable Instant dueAt) {}
}
