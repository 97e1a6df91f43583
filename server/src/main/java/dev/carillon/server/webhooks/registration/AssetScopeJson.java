package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.webhooks.payload.AssetFilter;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetScope;
import dev.carillon.server.webhooks.payload.FilterChange;
import dev.carillon.server.webhooks.payload.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The fields {@code filterChange} and {@code onBehalfOf} of a webhook, read and shown.
 *
 * @param filters knows queries, users and groups
 */
record AssetScopeJson(AssetFilterReader filters) {

  private static final String ANY = "any";
  private static final String CHANGES_ALLOWED =
      "any, entered, left or within, or an array of entered, left and within";
  private static final String VIEWER_ALLOWED =
      "null, or an object with the name of one: {\"user\": \"…\"} or {\"group\": \"…\"}";
  private static final int NAME_MAX = 400;

  /** Reads one of the fields. */
  Consumer<WebhookDraft> read(JsonField field) {
    if (field.name().equals("filterChange")) {
      List<FilterChange> changes = changes(field);
      return draft -> draft.scope = new AssetScope(changes, draft.scope.viewer());
    }
    Optional<Named> named = named(field);
    // now, because the draft is made where nothing can be looked up
    Optional<? extends Viewer> found = named.flatMap(this::find);
    return draft ->
        draft.scope = new AssetScope(draft.scope.changes(), viewer(draft, named, found));
  }

  private static List<FilterChange> changes(JsonField field) {
    if (field.none()) {
      return List.of();
    }
    if (field.value().isTextual()) {
      String text = field.value().textValue();
      return text.equals(ANY) ? List.of() : List.of(change(field, text));
    }
    if (!field.value().isArray()) {
      throw field.wrong(CHANGES_ALLOWED);
    }
    List<FilterChange> changes = new ArrayList<>();
    for (JsonField element : field.elements(FilterChange.NAMES.size())) {
      changes.add(change(element, element.value().asText()));
    }
    return changes;
  }

  private static FilterChange change(JsonField field, String text) {
    return FilterChange.named(text).orElseThrow(() -> field.wrong(CHANGES_ALLOWED));
  }

  private static Optional<Named> named(JsonField field) {
    if (field.none()) {
      return Optional.empty();
    }
    List<JsonField> properties = field.value().isObject() ? field.properties() : List.of();
    if (properties.size() != 1) {
      throw field.wrong(VIEWER_ALLOWED);
    }
    JsonField property = properties.getFirst();
    if (!property.name().equals("user") && !property.name().equals("group")) {
      throw field.wrong(VIEWER_ALLOWED);
    }
    String name = property.within(field.name()).filledText(NAME_MAX);
    return Optional.of(new Named(property.name().equals("user"), name));
  }

  private Optional<? extends Viewer> find(Named named) {
    return named.user()
        ? filters.viewers().user(named.name())
        : filters.viewers().group(named.name());
  }

  /** What is sent back as it is shown stays, even if the user or the group is gone. */
  private static Viewer viewer(
      WebhookDraft draft, Optional<Named> named, Optional<? extends Viewer> found) {
    if (named.isEmpty()) {
      return Viewer.Unrestricted.ONLY;
    }
    Viewer before = draft.scope.viewer();
    if (named.equals(Named.of(before))) {
      return before;
    }
    if (found.isPresent()) {
      return found.get();
    }
    Named missing = named.get();
    throw missing.user()
        ? Problem.badField("onBehalfOf.user", missing.name(), "the name of an enabled user")
        : Problem.badField("onBehalfOf.group", missing.name(), "the name or id of a group");
  }

  /**
   * Refuses what cannot be decided together.
   *
   * @throws Problem 400 naming {@code filterChange}
   */
  void check(AssetScope scope, String query) {
    String fields = scope.asksChanges() ? filters.fieldsOfOneState(query) : "";
    if (!fields.isEmpty()) {
      throw Problem.badField(
          "filterChange",
          scope.changes().getFirst().text(),
          "any while the query names %s: an event does not say its value before the change"
              .formatted(fields));
    }
  }

  /** Adds both fields. */
  static void show(AssetScope scope, ObjectNode json) {
    json.set("filterChange", shown(scope.changes()));
    switch (scope.viewer()) {
      case Viewer.Unrestricted _ -> json.putNull("onBehalfOf");
      case Viewer.OfUser(String username, String _) ->
          json.putObject("onBehalfOf").put("user", username);
      case Viewer.OfGroup(String name, String _) -> json.putObject("onBehalfOf").put("group", name);
    }
  }

  private static JsonNode shown(List<FilterChange> changes) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (changes.size() < 2) {
      return nodes.textNode(changes.isEmpty() ? ANY : changes.getFirst().text());
    }
    ArrayNode all = nodes.arrayNode();
    changes.forEach(change -> all.add(change.text()));
    return all;
  }

  /** What an administrator should know about a filter's viewer. */
  static List<String> warnings(AssetFilter filter, List<String> eventTypes) {
    Viewer viewer = filter.criteria().scope().viewer();
    if (viewer.unrestricted()) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    if (filter.viewerGone()) {
      warnings.add(
          "'onBehalfOf': "
              + viewer.words()
              + " was removed, or "
              + (viewer instanceof Viewer.OfUser
                  ? "is disabled"
                  : "has no permission in any folder")
              + ": events of assets and folders are not sent");
    }
    if (eventTypes.stream().anyMatch(type -> type.startsWith("authkey_"))) {
      warnings.add("'onBehalfOf': events of auth keys are not sent on behalf of a user or a group");
    }
    return warnings;
  }

  /** A user or a group by name, as a request gives it. */
  private record Named(boolean user, String name) {

    static Optional<Named> of(Viewer viewer) {
      return switch (viewer) {
        case Viewer.Unrestricted _ -> Optional.empty();
        case Viewer.OfUser(String username, String _) -> Optional.of(new Named(true, username));
        case Viewer.OfGroup(String name, String _) -> Optional.of(new Named(false, name));
      };
    }
  }
}
