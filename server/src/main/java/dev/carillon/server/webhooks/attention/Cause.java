package dev.carillon.server.webhooks.attention;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.webhooks.deliverylog.Diagnosis;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a webhook needs an administrator.
 *
 * @param diagnosis in words
 * @param delivery the id of the newest delivery whose last attempt failed; null = none is known
 */
record Cause(Diagnosis diagnosis, @Nullable String delivery) {

  /** So many of the newest deliveries that are not delivered are looked at for an error. */
  private static final int LOOKED_AT = 10;

  /** Reads the log where what is known of the webhook does not say it. */
  static Cause of(AttentionItem item, DeliveryLog log) {
    Optional<Entry> sample =
        Optional.ofNullable(item.failed())
            .flatMap(failed -> log.at(List.of(failed.newest())).stream().findFirst())
            .or(() -> newestFailure(item, log));
    @Nullable String id = sample.map(entry -> entry.delivery().id().value()).orElse(null);
    return new Cause(
        ofState(item)
            .or(() -> ofBacklog(item))
            .or(() -> sample.map(one -> Diagnosis.of(one.delivery().type(), one.last())))
            .orElseGet(() -> unknown(item)),
        id);
  }

  private static Optional<Entry> newestFailure(AttentionItem item, DeliveryLog log) {
    DeliveryFilter open = DeliveryFilter.ALL.in("pending", "exhausted").to(item.webhook().id());
    return log.page(open, Cursor.NEWEST, LOOKED_AT).entries().stream()
        .filter(entry -> !entry.last().error().isEmpty())
        .findFirst();
  }

  /** Of what the server itself did, which no attempt can tell. */
  private static Optional<Diagnosis> ofState(AttentionItem item) {
    return item.webhook().state() instanceof WebhookState.Disabled disabled
        ? switch (disabled.reason()) {
          case GONE -> Optional.of(Diagnosis.of(410, "http_4xx"));
          case SECRET_RESET ->
              Optional.of(
                  new Diagnosis(
                      "The secret could not be decrypted and was replaced.",
                      "Give the receiver the new secret, then enable the webhook."));
          case FAILURES, MANUAL, RESTORED -> Optional.empty();
        }
        : Optional.empty();
  }

  /** Of what waits and was not attempted, which no attempt can tell either. */
  private static Optional<Diagnosis> ofBacklog(AttentionItem item) {
    if (item.reason() != AttentionReason.BEHIND) {
      return Optional.empty();
    }
    return Optional.of(
        item.webhook().pulled()
            ? new Diagnosis(
                "No program has acknowledged its oldest event for more than an hour.",
                "Check whether the program that fetches the events runs. A fix cannot fetch them:"
                    + " they wait until they are acknowledged, or until retention removes them.")
            : new Diagnosis(
                "Deliveries have been due for more than an hour and were not attempted.",
                "The receiver takes fewer than there are: make it faster, or raise maxConcurrent"
                    + " or maxPerSecond of the webhook. A fix tests the receiver and redelivers"
                    + " what failed; what waits is sent in its turn."));
  }

  private static Diagnosis unknown(AttentionItem item) {
    String detail =
        item.webhook().state() instanceof WebhookState.Disabled(var at, var reason, String said)
            ? said
            : "";
    return new Diagnosis(
        detail.isEmpty()
            ? "Attempts failed; the delivery log no longer has them."
            : "Too many attempts failed. The last error: " + detail + ".",
        "Send a test to see what the receiver responds now.");
  }
}
