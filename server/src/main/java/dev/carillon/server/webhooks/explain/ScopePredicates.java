package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.FilterChange;
import dev.carillon.server.webhooks.payload.FilterVerdict;
import dev.carillon.server.webhooks.payload.Viewer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The conditions of a webhook's scope: what a change is to its filter, and who sees it. */
final class ScopePredicates {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ScopePredicates() {}

  /** Whether folders and query are asked about both states of an asset, and not apart. */
  static boolean asksChanges(Webhook then) {
    return AssetFilterReader.criteria(then.subscription().filter()).scope().asksChanges();
  }

  static Optional<Predicate> filterChange(Webhook then, Event event) {
    if (!(then.subscription().filter() instanceof AssetFilter filter)
        || !asksChanges(then)
        || !(event.snapshot() instanceof AssetSnapshot)) {
      return Optional.empty();
    }
    List<FilterChange> asked = filter.criteria().scope().changes();
    Optional<FilterChange> change = filter.verdict(event).change();
    ArrayNode wanted = NODES.arrayNode();
    asked.forEach(each -> wanted.add(each.text()));
    JsonNode value = change.<JsonNode>map(c -> NODES.textNode(c.text())).orElse(NODES.nullNode());
    String says =
        change
            .map(
                is ->
                    switch (is) {
                      case ENTERED -> "The asset matches folders and query after the change only";
                      case LEFT -> "The asset matched folders and query before the change only";
                      case WITHIN ->
                          "The asset matches folders and query before the change and after";
                    })
            .orElse("The asset matches folders and query neither before the change nor after");
    String names = asked.stream().map(FilterChange::text).collect(Collectors.joining(", "));
    return Optional.of(
        new Predicate(
            "filterChange",
            Answer.of(change.filter(asked::contains).isPresent()),
            value,
            wanted,
            says + "; the webhook asks for: " + names + "."));
  }

  static Optional<Predicate> onBehalfOf(Webhook then, Event event) {
    if (!(then.subscription().filter() instanceof AssetFilter filter)
        || filter.criteria().scope().viewer().unrestricted()) {
      return Optional.empty();
    }
    FilterVerdict verdict = filter.verdict(event);
    Viewer viewer = filter.criteria().scope().viewer();
    ObjectNode value = NODES.objectNode();
    value.put("seenBefore", verdict.sight().before());
    value.put("seenAfter", verdict.sight().after());
    boolean seen = verdict.shown().isPresent();
    return Optional.of(
        new Predicate(
            "onBehalfOf",
            Answer.of(seen),
            value,
            NODES.textNode(viewer.words()),
            (seen
                    ? "By today's permissions, the event may be shown to "
                    : "By today's permissions," + " the event may not be shown to ")
                + viewer.words()
                + "."));
  }
}
