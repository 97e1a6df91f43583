package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.explain.Predicate.Answer;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The conditions under which a webhook gets an event, in the order in which people read them. What
 * is added to the decision of who gets an event is added to {@link #OF_SETTINGS}.
 */
final class Predicates {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode NOTHING = NODES.nullNode();

  /** The condition that the webhook was enabled. */
  static final String ENABLED = "enabled";

  /** So many elements of a list are told. */
  private static final int TOLD_MAX = 50;

  /** Each is empty where it does not concern the webhook and the event at all. */
  private static final List<BiFunction<Webhook, Event, Optional<Predicate>>> OF_SETTINGS =
      List.of(
          Predicates::notAboutItself,
          Predicates::type,
          Predicates::folders,
          Predicates::query,
          ScopePredicates::filterChange,
          Predicates::triggerFields,
          ScopePredicates::onBehalfOf);

  private Predicates() {}

  /** What came of each condition, for a webhook as it was when the event was recorded. */
  static List<Predicate> of(Webhook then, Event event) {
    return Stream.concat(Stream.of(enabled(then)), ofSettings(then, event).stream()).toList();
  }

  /** The same, whether or not it is enabled. */
  static List<Predicate> ofSettings(Webhook webhook, Event event) {
    return OF_SETTINGS.stream().flatMap(each -> each.apply(webhook, event).stream()).toList();
  }

  private static Predicate enabled(Webhook then) {
    return switch (then.state()) {
      case WebhookState.Enabled on ->
          new Predicate(
              ENABLED,
              Answer.HOLDS,
              NODES.objectNode().put("enabled", true),
              NOTHING,
              "The webhook was enabled.");
      case WebhookState.Disabled off -> {
        ObjectNode value = NODES.objectNode().put("enabled", false);
        value.put("disabledAt", TimeText.text(off.at()));
        value.put("disabledReason", off.reason().text());
        yield new Predicate(
            ENABLED,
            Answer.FAILS,
            value,
            NOTHING,
            "The webhook had been disabled since "
                + TimeText.text(off.at())
                + " ("
                + off.reason().text()
                + "). It misses what it would have got.");
      }
    };
  }

  private static Optional<Predicate> notAboutItself(Webhook then, Event event) {
    if (!then.id().value().equals(event.subject())) {
      return Optional.empty();
    }
    boolean named = then.subscription().eventTypes().contains(event.type());
    return Optional.of(
        new Predicate(
            "notAboutItself",
            Answer.of(named),
            NODES.textNode(event.subject()),
            NOTHING,
            "The event is about this very webhook, and a webhook gets no event about itself."));
  }

  private static Optional<Predicate> type(Webhook then, Event event) {
    Webhook.Subscription subscription = then.subscription();
    ArrayNode wanted = NODES.arrayNode();
    subscription.eventTypes().stream().map(EventType::name).forEach(wanted::add);
    subscription.patterns().forEach(pattern -> wanted.add(pattern.text()));
    subscription.operationalEvents().stream().map(EventType::name).forEach(wanted::add);
    boolean holds = subscription.includes(event.type());
    String type = event.type().name();
    return Optional.of(
        new Predicate(
            "type",
            Answer.of(holds),
            NODES.textNode(type),
            wanted,
            holds
                ? "The webhook subscribed to " + type + "."
                : "The event's type is "
                    + type
                    + ", but the webhook subscribed to "
                    + (wanted.isEmpty() ? "no type" : list(wanted))
                    + "."));
  }

  private static Optional<Predicate> folders(Webhook then, Event event) {
    AssetCriteria criteria = AssetFilterReader.criteria(then.subscription().filter());
    List<String> wanted = criteria.folders();
    Optional<AssetSnapshot> seen = AssetFilter.asset(ScopePredicates.seen(then, event));
    if (seen.isEmpty()) {
      return Optional.of(ofOther("folders", wanted.isEmpty()));
    }
    AssetSnapshot asset = seen.get();
    ArrayNode places = texts(asset.folders());
    if (!(then.subscription().filter() instanceof AssetFilter filter) || wanted.isEmpty()) {
      return Optional.of(
          new Predicate(
              "folders", Answer.NOT_ASKED, places, NOTHING, "The webhook wants any folder."));
    }
    boolean holds = filter.within(asset);
    ArrayNode folders = texts(wanted);
    return Optional.of(
        new Predicate(
            "folders",
            answer(filter, holds),
            places,
            folders,
            "The asset was in "
                + list(places)
                + (holds ? ", which is in or below " : ", which is neither in nor below ")
                + list(folders)
                + "."));
  }

  private static Optional<Predicate> query(Webhook then, Event event) {
    String query = AssetFilterReader.criteria(then.subscription().filter()).query();
    Optional<AssetSnapshot> seen = AssetFilter.asset(ScopePredicates.seen(then, event));
    if (seen.isEmpty()) {
      return Optional.of(ofOther("query", query.isBlank()));
    }
    AssetSnapshot asset = seen.get();
    if (!(then.subscription().filter() instanceof AssetFilter filter) || query.isBlank()) {
      return Optional.of(
          new Predicate("query", Answer.NOT_ASKED, NOTHING, NOTHING, "The webhook has no query."));
    }
    boolean holds = filter.found(asset, event.time());
    String says =
        filter.complaint().isEmpty()
            ? (holds ? "The query finds the asset" : "The query does not find the asset")
                + " as it was when the event was recorded."
            : "The query cannot be read any more, so it finds nothing: " + filter.complaint();
    return Optional.of(
        new Predicate(
            "query",
            answer(filter, holds),
            NOTHING,
            NODES.textNode(query),
            says,
            filter.explained(asset, event.time())));
  }

  private static Optional<Predicate> triggerFields(Webhook then, Event event) {
    List<String> wanted = AssetFilterReader.criteria(then.subscription().filter()).triggerFields();
    if (!(event.snapshot() instanceof AssetSnapshot asset)) {
      return Optional.of(ofOther("triggerMetadataFields", wanted.isEmpty()));
    }
    ArrayNode changed = texts(asset.changed().keySet());
    if (!(then.subscription().filter() instanceof AssetFilter filter) || wanted.isEmpty()) {
      return Optional.of(
          new Predicate(
              "triggerMetadataFields",
              Answer.NOT_ASKED,
              changed,
              NOTHING,
              "The webhook wants changes of any field."));
    }
    boolean holds = filter.triggeredBy(asset);
    ArrayNode fields = texts(wanted);
    return Optional.of(
        new Predicate(
            "triggerMetadataFields",
            Answer.of(holds),
            changed,
            fields,
            (changed.isEmpty() ? "No field changed" : "Changed: " + list(changed))
                + (holds ? "; one of these was enough: " : "; none of these is among them: ")
                + list(fields)
                + "."));
  }

  /** Where it is asked what the change is to folders and query, one state does not decide. */
  private static Answer answer(AssetFilter filter, boolean holds) {
    return filter.criteria().scope().asksChanges() ? Answer.NOT_ASKED : Answer.of(holds);
  }

  /** Events about no asset are not filtered; those of custom types are about no change. */
  private static Predicate ofOther(String name, boolean none) {
    return new Predicate(
        name,
        Answer.NOT_ASKED,
        NOTHING,
        NOTHING,
        none ? "The webhook does not ask for it." : "Events like this one are not asked for it.");
  }

  /** Texts as JSON, of many the first ones. */
  static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.stream().limit(TOLD_MAX).forEach(array::add);
    if (texts.size() > TOLD_MAX) {
      array.add("… (" + texts.size() + ")");
    }
    return array;
  }

  /** The same as people read it. */
  static String list(ArrayNode texts) {
    StringBuilder list = new StringBuilder();
    texts.forEach(text -> list.append(list.isEmpty() ? "" : ", ").append(text.asText()));
    return list.toString();
  }
}
