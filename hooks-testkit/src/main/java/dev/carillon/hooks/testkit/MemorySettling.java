package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.Webhook;

/** The rules of settling, on maps. */
final class MemorySettling {

  private MemorySettling() {}

  static void settle(MemoryTables tables, Settlement settlement) {
    Row row = tables.rows.get(settlement.before().sequence());
    if (row == null || row.delivery.attempts() + 1 != settlement.attempt().number()) {
      return;
    }
    if (settlement.attempt().manual() && tables.resends.remove(row.delivery.sequence()) == null) {
      return;
    }
    row.attempts.add(kept(settlement.attempt()));
    row.delivery = row.delivery.attempted(next(row.delivery.state(), settlement));
    Webhook.Id id = settlement.before().webhook();
    Webhook webhook = tables.webhooks.get(id);
    if (webhook == null) {
      return;
    }
    tables.healths.put(id, settlement.health());
    if (settlement.disabled().isPresent() && webhook.enabled()) {
      tables.webhooks.put(id, webhook.in(settlement.disabled().get()));
      tables.webhooksChanged();
    }
  }

  private static DeliveryState next(DeliveryState now, Settlement settlement) {
    boolean delivered = now instanceof DeliveryState.Delivered;
    boolean success = settlement.attempt().outcome().success();
    boolean counts = now instanceof DeliveryState.Pending || (success && !delivered);
    return counts ? settlement.next() : now;
  }

  private static Attempt kept(Attempt attempt) {
    return attempt.plain() && attempt.outcome() instanceof Outcome.Accepted(Answer answer)
        ? new Attempt(
            attempt.number(),
            attempt.at(),
            attempt.duration(),
            new Outcome.Accepted(Answer.of(answer.status())))
        : attempt;
  }
}
