package dev.carillon.hooks.testkit;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventRules;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;

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
    if (settlement.holds()) {
      tables.holds.merge(id, settlement.heldUntil(), (a, b) -> a.isAfter(b) ? a : b);
    }
    boolean disables = settlement.disabled().isPresent() && webhook.enabled();
    if (disables) {
      tables.webhooks.put(id, webhook.in(settlement.disabled().get()));
      tables.webhooksChanged();
    }
    boolean ordinary = !tables.announcer().announces(row.delivery.type());
    boolean givenUp =
        ordinary
            && !settlement.attempt().manual()
            && row.delivery.state().equals(settlement.next())
            && settlement.next() instanceof DeliveryState.Exhausted;
    List<Settlement> one = List.of(settlement);
    List<OperationalEvent> notices =
        OperationalEventRules.ofSettling(
            webhook,
            new OperationalEventRules.Settled(
                tables.failing.contains(id),
                ordinary ? one : List.of(),
                givenUp ? one : List.of(),
                disables ? one : List.of()));
    for (OperationalEvent notice : notices) {
      switch (notice.kind()) {
        case FAILING -> tables.failing.add(id);
        case RECOVERED -> tables.failing.remove(id);
        case EXHAUSTED, DISABLED, ENABLED, SECRET_ROLLED -> {}
      }
    }
    tables.tell(notices);
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
            new Outcome.Accepted(Answer.of(answer.status())),
            Timings.NONE,
            attempt.contact().kept())
        : attempt;
  }
}
