package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import dev.carillon.server.webhooks.deliverylog.WaitReasons.Wait;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a delivery that is pending is not sent now, how its last attempt failed, and which limits of
 * its webhook apply.
 */
final class SendingPredicate {

  private SendingPredicate() {}

  /** Empty where the delivery has ended. */
  static Optional<Predicate> of(
      DeliveryLog.Entry entry, WaitReasons reasons, Optional<Webhook> now) {
    Delivery delivery = entry.delivery();
    if (!(delivery.state() instanceof DeliveryState.Pending(Instant dueAt))) {
      return Optional.empty();
    }
    Wait wait = reasons.of(delivery.webhook(), dueAt);
    boolean until = !wait.until().equals(Instant.MAX);
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("reason", wait.reason().text());
    value.put("until", until ? TimeText.text(wait.until()) : null);
    value.put("attempts", delivery.attempts());
    String error = entry.last().error();
    value.put("lastError", error.isEmpty() ? null : error);
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    WebhookLimits limits = now.map(Webhook::limits).orElse(WebhookLimits.DEFAULT);
    wanted.put("maxPerSecond", limits.maxPerSecond() == 0 ? null : limits.maxPerSecond());
    wanted.put("maxConcurrent", limits.maxConcurrent() == 0 ? null : limits.maxConcurrent());
    int perMinute = now.map(webhook -> webhook.handshake().perMinuteMax()).orElse(0);
    wanted.put("perMinuteMax", perMinute == 0 ? null : perMinute);
    boolean adaptive = now.filter(webhook -> webhook.rules().adaptiveConcurrency()).isPresent();
    wanted.put("adaptiveConcurrency", adaptive);
    String says =
        switch (wait.reason()) {
          case DISABLED -> "The delivery waits until the webhook is enabled.";
          case HELD -> "The delivery waits: the receiver asked for a pause";
          case RETRY ->
              "The delivery waits for its next retry, attempt " + (delivery.attempts() + 1);
          case TURN -> turn(limits, perMinute, adaptive);
          case CONSUMER -> "The delivery waits until a reader of the consumer acknowledges it.";
        };
    return Optional.of(
        new Predicate(
            "sending",
            Answer.WAITS,
            value,
            wanted,
            failed(delivery.attempts(), entry.last())
                + (until ? says + ", until " + TimeText.text(wait.until()) + "." : says)));
  }

  /** How the last attempt failed; empty where there was none, or it did not. */
  private static String failed(int attempts, DeliveryLog.Last last) {
    return last.error().isEmpty()
        ? ""
        : "Attempt "
            + attempts
            + " failed ("
            + last.error()
            + (last.status() == 0 ? "" : ", HTTP " + last.status())
            + "). ";
  }

  private static String turn(WebhookLimits limits, int perMinute, boolean adaptive) {
    String rate =
        limits.maxPerSecond() == 0
            ? ""
            : "; the webhook gets at most " + limits.maxPerSecond() + " requests a second";
    String allowed =
        perMinute == 0
            ? ""
            : "; its receiver allowed " + perMinute + " requests a minute in the handshake";
    String ramp =
        adaptive
            ? "; while it fails it gets one request at a time, and then twice as many with each"
                + " round that succeeds"
            : "";
    return "The delivery is being sent, or it is next as soon as the webhook's limits allow"
        + rate
        + allowed
        + ramp
        + ".";
  }
}
