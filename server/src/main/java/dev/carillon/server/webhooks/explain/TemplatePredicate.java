package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.explain.Explanation.Verdict;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import java.util.Optional;

/** Whether the webhook's template made the body of a delivery. It never decides who gets what. */
final class TemplatePredicate {

  private TemplatePredicate() {}

  /**
   * Empty where the webhook had no template, or nothing was made yet, or nothing was left to send.
   */
  static Optional<Predicate> of(DeliveryLog log, Webhook then, EventOutcome happened) {
    if (then.subscription().projection().template().isEmpty()
        || happened.ended() == Verdict.DROPPED) {
      return Optional.empty();
    }
    return happened
        .delivery()
        .filter(one -> !(one.state() instanceof DeliveryState.Missed))
        .flatMap(one -> log.find(one.id()))
        .map(
            detail ->
                shown(
                    detail.payload().problem(),
                    detail.entry().delivery().type().equals(EventType.BATCH)));
  }

  private static Predicate shown(String problem, boolean batch) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ObjectNode value = nodes.objectNode();
    value.put("problem", problem.isEmpty() ? null : problem);
    return new Predicate(
        "template",
        Answer.HOLDS,
        value,
        nodes.nullNode(),
        batch ? ofBatch(problem) : ofOne(problem));
  }

  private static String ofOne(String problem) {
    return problem.isEmpty() ? "The webhook's template made the body of the request." : problem;
  }

  /** A batch has one problem, the first: of which of its events is not stored. */
  private static String ofBatch(String problem) {
    return problem.isEmpty()
        ? "The webhook's template made each element of the batch."
        : "Of at least one event of the batch, perhaps not of this one: " + problem;
  }
}
