package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.List;
import java.util.Map;

/** Step ⑥: stores what attempts came to. */
@FunctionalInterface
public interface SettlementStore {

  /**
   * Stores, in one transaction and for each: the attempt in the log, the delivery's new state and
   * due time, the webhook's health, the time until which it is held where that is later than the
   * one that is stored and, where the attempt switched it off, its state. Fenced: a settlement
   * changes nothing where the delivery is no longer this node's, or where the attempt's number is
   * not the next one. A delivery that was cancelled meanwhile keeps that state unless the attempt
   * succeeded; its attempt is recorded all the same.
   *
   * @return the webhooks that this call disabled. Where several nodes send to a webhook, the store
   *     counts the failures of all of them, so it may disable one that no settlement disables; and
   *     one that is disabled already is not disabled again.
   */
  Map<Webhook.Id, WebhookState.Disabled> settle(List<Settlement> settlements);
}
