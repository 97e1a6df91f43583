package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import java.util.Optional;

/** Whether the webhook's template made the body of a delivery. It never decides who gets what. */
final class TemplatePredicate {

  private TemplatePredicate() {}

  /** Empty where the webhook had no template, or nothing was made yet. */
  static Optional<Predicate> of(DeliveryLog log, Webhook then, Optional<Delivery> delivery) {
    if (then.subscription().projection().template().isEmpty()) {
      return Optional.empty();
    }
    return delivery
        .filter(one -> !(one.state() instanceof DeliveryState.Missed))
        .flatMap(one -> log.find(one.id()))
        .map(detail -> shown(detail.payload().problem()));
  }

  private static Predicate shown(String problem) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ObjectNode value = nodes.objectNode();
    value.put("problem", problem.isEmpty() ? null : problem);
    return new Predicate(
        "template",
        Answer.HOLDS,
        value,
        nodes.nullNode(),
        problem.isEmpty() ? "The webhook's template made the body of the request." : problem);
  }
}
