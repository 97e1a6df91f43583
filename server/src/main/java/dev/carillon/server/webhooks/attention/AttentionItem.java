package dev.carillon.server.webhooks.attention;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog.Standing;
import dev.carillon.hooks.jdbc.log.FailedByWebhook.Failed;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.redelivery.FailureStart;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that needs an administrator.
 *
 * @param since when the trouble began, as far as it is known
 * @param standing what waits for it and what it missed
 * @param failed its deliveries of the last day that failed for good; null = none
 */
record AttentionItem(
    Webhook webhook,
    AttentionReason reason,
    Instant since,
    Standing standing,
    @Nullable Failed failed) {

  /** The worst first; among equals the one with most that waits, was missed or has failed. */
  static final Comparator<AttentionItem> WORST_FIRST =
      Comparator.comparing(AttentionItem::reason)
          .thenComparing(AttentionItem::events, Comparator.reverseOrder())
          .thenComparing(item -> item.webhook().name())
          .thenComparing(item -> item.webhook().id().value());

  private long events() {
    return standing.pending().count() + standing.missed().count() + failedCount();
  }

  private long failedCount() {
    return failed == null ? 0 : failed.count().count();
  }

  /** From when on events may have failed or been missed. */
  Instant recoverSince() {
    Instant trouble = FailureStart.of(webhook, standing, since);
    return failed != null && failed.since().isBefore(trouble) ? failed.since() : trouble;
  }

  /**
   * As responses show it.
   *
   * @param cause why, in words
   * @param fix the id of the job that fixes it now; null = none
   */
  ObjectNode json(Cause cause, @Nullable String fix) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", webhook.id().value()).put("name", webhook.name()).put("url", webhook.url());
    json.put("delivery", webhook.pulled() ? "pull" : "push");
    json.put("reason", reason.text());
    json.put(
        "disabledReason",
        webhook.state() instanceof WebhookState.Disabled off ? off.reason().text() : null);
    json.put("since", TimeText.text(since)).put("recoverSince", TimeText.text(recoverSince()));
    json.set("cause", cause.diagnosis().json());
    json.put("sample", cause.delivery());
    json.put("backlog", standing.pending().count()).put("backlogMore", standing.pending().more());
    json.put("missed", standing.missed().count()).put("missedMore", standing.missed().more());
    json.put("failed", failedCount()).put("failedMore", failed != null && failed.count().more());
    return json.put("fix", fix);
  }
}
