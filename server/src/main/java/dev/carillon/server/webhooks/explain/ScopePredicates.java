package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetScope;
import dev.carillon.server.webhooks.payload.FilterChange;
import dev.carillon.server.webhooks.payload.FilterVerdict;
import dev.carillon.server.webhooks.payload.Viewer;
import java.util.Optional;

/**
 * The conditions of webhooks that have a scope: what a change is to folders and query, and what may
 * be seen by the user or group on whose behalf the webhook gets events.
 */
final class ScopePredicates {

  /** The name of the condition that is asked by the permissions of now. */
  static final String ON_BEHALF_OF = "onBehalfOf";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ScopePredicates() {}

  /** The subject of an event as it is seen on whose behalf the webhook gets it, if it is. */
  static Snapshot seen(Webhook then, Event event) {
    return then.subscription().filter() instanceof AssetFilter filter
            && !filter.criteria().scope().viewer().unrestricted()
        ? filter.verdict(event).shown().orElseGet(event::snapshot)
        : event.snapshot();
  }

  /** What the change is to folders and query; empty where the webhook does not ask for that. */
  static Optional<Predicate> filterChange(Webhook then, Event event) {
    if (!(then.subscription().filter() instanceof AssetFilter filter)
        || !filter.criteria().scope().asksChanges()
        || AssetFilter.asset(event).isEmpty()) {
      return Optional.empty();
    }
    AssetScope scope = filter.criteria().scope();
    Optional<FilterChange> change = filter.verdict(event).change();
    ArrayNode wanted = Predicates.texts(scope.changes().stream().map(FilterChange::text).toList());
    String words =
        change
            .map(
                found ->
                    switch (found) {
                      case ENTERED -> "The asset matches folders and query since the change";
                      case LEFT -> "The asset matched folders and query until the change";
                      case WITHIN -> "The asset matches folders and query before and after";
                    })
            .orElse("The asset matches folders and query neither before nor after the change");
    boolean holds = change.filter(scope.changes()::contains).isPresent();
    return Optional.of(
        new Predicate(
            "filterChange",
            Answer.of(holds),
            change.<JsonNode>map(found -> NODES.textNode(found.text())).orElse(NODES.nullNode()),
            wanted,
            words + "; the webhook wants: " + Predicates.list(wanted) + "."));
  }

  /** What is seen on whose behalf; empty where the webhook sees everything. */
  static Optional<Predicate> onBehalfOf(Webhook then, Event event) {
    if (!(then.subscription().filter() instanceof AssetFilter filter)
        || filter.criteria().scope().viewer().unrestricted()) {
      return Optional.empty();
    }
    Viewer viewer = filter.criteria().scope().viewer();
    FilterVerdict verdict = filter.verdict(event);
    ObjectNode value = NODES.objectNode();
    value.put("seenBefore", verdict.sight().before()).put("seenAfter", verdict.sight().after());
    boolean seen = verdict.shown().isPresent();
    String says =
        filter.viewerGone()
            ? "There is no such viewer any more, or the user is disabled: " + viewer.words()
            : viewer.words()
                + (seen ? " may see this" : " may not see this")
                + ", by the permissions of now";
    return Optional.of(
        new Predicate(
            ON_BEHALF_OF,
            Answer.of(seen),
            value,
            NODES.textNode(viewer.words()),
            Character.toUpperCase(says.charAt(0)) + says.substring(1) + "."));
  }
}
