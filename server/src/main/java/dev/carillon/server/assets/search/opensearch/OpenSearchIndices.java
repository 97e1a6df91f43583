package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The indexes of one layout: one that searches ask by its alias, and perhaps one that is built.
 * Each keeps in its mapping whose it is, how it is laid out and how far it is. Nodes of another
 * release, or with other fields, have indexes of their own beside these.
 *
 * @param index what all names of indexes and aliases of this server begin with
 * @param layout how these are laid out; a part of their names
 * @param lease says whose they are, and whether they may be changed
 */
record OpenSearchIndices(OpenSearchClient client, String index, String layout, WriterLease lease) {

  private static final Duration CALL_MAX = Duration.ofSeconds(30);

  /** As the greeting: no longer than a node can do without its lease. */
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(5);

  /** The status of a response for which OpenSearch had no thread. */
  private static final int TOO_MANY = 429;

  private static final String OWNER = "owner";
  private static final String LAYOUT = "layout";
  private static final String POSITION = "position";
  private static final String PRUNED = "pruned";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The alias of the index that searches ask. */
  String alias() {
    return IndexLayout.alias(index, layout);
  }

  /** The alias of the index that is built. */
  String building() {
    return alias() + "-new";
  }

  /**
   * An index as it was found.
   *
   * @param fits whether it is laid out as it should be
   */
  record Found(IndexCopy copy, boolean fits) {}

  /**
   * The index of an alias. Where several nodes have made one, the one that is the furthest; the
   * others are removed, since nothing can be written by an alias of several.
   *
   * @throws OpenSearchTrouble if it belongs to another server
   */
  Optional<Found> find(String called) {
    JsonNode named = client.call(Method.GET, "/" + called + "/_mapping", null, CALL_MAX);
    List<Found> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> index : named.properties()) {
      all.add(found(called, index.getKey(), index.getValue().path("mappings").path("_meta")));
    }
    Optional<Found> furthest =
        all.stream()
            .max(
                Comparator.comparingLong((Found found) -> found.copy().position())
                    .thenComparing(Found::fits));
    all.stream()
        .filter(found -> !furthest.get().equals(found))
        .forEach(found -> remove(found.copy()));
    return furthest;
  }

  private Found found(String called, String name, JsonNode state) {
    if (name.equals(called) || !state.path(OWNER).asText().equals(lease.owner())) {
      throw new OpenSearchTrouble(
          "the search index belongs to another server",
          "'"
              + called
              + "' in OpenSearch is not of this database: set searchIndex to another name, or"
              + " delete the index '"
              + name
              + "' if it is not needed");
    }
    return new Found(
        new IndexCopy(name, called, state.path(POSITION).asLong(), state.path(PRUNED).asLong()),
        state.path(LAYOUT).asText().equals(layout));
  }

  /**
   * Makes a new index, which is empty, to be built.
   *
   * @param pruned up to which change the log has forgotten removals
   */
  IndexCopy create(long pruned) {
    String name = alias() + "-" + Ids.random().toLowerCase(Locale.ROOT);
    IndexCopy copy = new IndexCopy(name, building(), 0, pruned);
    lease.require();
    client.call(Method.PUT, "/" + name, NewIndex.of(building(), state(copy)), CALL_MAX);
    return copy;
  }

  /** Keeps in an index how far it is. */
  void keep(IndexCopy copy) {
    ObjectNode mapping = JSON.objectNode();
    mapping.set("_meta", state(copy));
    client.call(Method.PUT, "/" + copy.name() + "/_mapping", mapping, CALL_MAX);
  }

  /**
   * Lets searches ask this index, and no other, from one moment to the next. Those that ask the old
   * one just then go on with it: it is removed {@linkplain #removeOthers later}.
   */
  IndexCopy serve(IndexCopy built) {
    ObjectNode change = JSON.objectNode();
    ArrayNode actions = change.putArray("actions");
    for (String old : served()) {
      actions.addObject().putObject("remove").put("index", old).put("alias", alias());
    }
    actions.addObject().putObject("add").put("index", built.name()).put("alias", alias());
    actions.addObject().putObject("remove").put("index", built.name()).put("alias", building());
    lease.require();
    client.call(Method.POST, "/_aliases", change, CALL_MAX);
    return built.as(alias());
  }

  private List<String> served() {
    List<String> names = new ArrayList<>();
    JsonNode found = client.call(Method.GET, "/_alias/" + alias(), null, CALL_MAX);
    found.properties().stream()
        .filter(entry -> entry.getValue().path("aliases").has(alias()))
        .forEach(entry -> names.add(entry.getKey()));
    return names;
  }

  /** An index of this owner, of whichever layout. */
  private record Owned(
      String name, String layout, long position, long pruned, List<String> aliases) {

    IndexCopy as(String alias) {
      return new IndexCopy(name, alias, position, pruned);
    }
  }

  private List<Owned> owned() {
    String path = "/" + index + "-*?filter_path=*.aliases,*.mappings._meta";
    List<Owned> owned = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one :
        client.call(Method.GET, path, null, CALL_MAX).properties()) {
      JsonNode state = one.getValue().path("mappings").path("_meta");
      if (state.path(OWNER).asText().equals(lease.owner())) {
        List<String> aliases = new ArrayList<>();
        one.getValue().path("aliases").fieldNames().forEachRemaining(aliases::add);
        owned.add(
            new Owned(
                one.getKey(),
                state.path(LAYOUT).asText(),
                state.path(POSITION).asLong(),
                state.path(PRUNED).asLong(),
                aliases));
      }
    }
    return owned;
  }

  /**
   * Lets searches ask an index of a layout that no node uses any more, until there is one of this
   * layout: what was declared in another way since is not found by it, all else is.
   *
   * @param last an index that is further was made from another state of the database
   */
  Optional<Found> adopt(long last) {
    Set<String> used = lease.others();
    Optional<Owned> furthest =
        owned().stream()
            .filter(one -> !one.layout().equals(layout) && !used.contains(one.layout()))
            .filter(one -> one.position() > 0 && one.position() <= last)
            .max(Comparator.comparingLong(Owned::position));
    furthest.ifPresent(this::take);
    return furthest.map(one -> new Found(one.as(alias()), false));
  }

  private void take(Owned one) {
    ObjectNode change = JSON.objectNode();
    ArrayNode actions = change.putArray("actions");
    for (String old : one.aliases()) {
      actions.addObject().putObject("remove").put("index", one.name()).put("alias", old);
    }
    actions.addObject().putObject("add").put("index", one.name()).put("alias", alias());
    lease.require();
    client.call(Method.POST, "/_aliases", change, CALL_MAX);
  }

  /** Removes all indexes of this owner but these, and those of layouts that other nodes use. */
  void removeOthers(Set<String> used) {
    Set<String> layouts = lease.others();
    owned().stream()
        .filter(one -> !used.contains(one.name()) && !layouts.contains(one.layout()))
        .forEach(one -> remove(one.as(alias())));
  }

  /** Removes an index. */
  void remove(IndexCopy copy) {
    lease.require();
    client.call(Method.DELETE, "/" + copy.name(), null, CALL_MAX);
  }

  /**
   * Asks the index that searches ask, if there is one, for nothing. If OpenSearch has too many
   * searches at present, this says nothing of the index, to which changes may still be written.
   *
   * @throws OpenSearchTrouble if a part of it is missing: then each search is refused
   */
  void requireWhole() {
    String path =
        "/" + alias() + "/_search?size=0&terminate_after=1&allow_partial_search_results=false";
    try {
      client.call(Method.GET, path, null, WHOLE_WITHIN);
    } catch (OpenSearchTrouble trouble) {
      if (trouble.status() != TOO_MANY) {
        throw trouble;
      }
    }
  }

  /** Makes what was written visible to searches. */
  void refresh(IndexCopy copy) {
    client.call(Method.POST, "/" + copy.name() + "/_refresh", null, CALL_MAX);
  }

  private ObjectNode state(IndexCopy copy) {
    return JSON.objectNode()
        .put(OWNER, lease.owner())
        .put(LAYOUT, layout)
        .put(POSITION, copy.whole())
        .put(PRUNED, copy.pruned());
  }
}
