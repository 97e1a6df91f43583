package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.server.assets.event.AssetSnapshot;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compiles what webhooks want of asset events.
 *
 * @param queries throws {@link IllegalArgumentException} with a message for the caller where a
 *     query is malformed, or asks for what filters cannot know
 * @param viewers says what users and groups may see
 */
public record AssetFilterReader(Function<String, AssetQuery> queries, AssetViewers viewers)
    implements EventFilterReader {

  /** The fields whose value before a change is not in its event. */
  private static final Set<String> UNTOLD = Set.of("assetModified", "assetModifier", "textContent");

  /** Of a program without users. */
  public AssetFilterReader(Function<String, AssetQuery> queries) {
    this(queries, new AssetViewers());
  }

  @Override
  public EventFilter read(String text) {
    return stored(AssetCriteria.read(text));
  }

  /**
   * The filter for criteria that were good when they were stored. Where the type of a field was
   * changed since, their query may be unreadable: then no asset is let through.
   */
  public EventFilter stored(AssetCriteria criteria) {
    try {
      return compile(criteria);
    } catch (IllegalArgumentException unreadable) {
      return new AssetFilter(
          criteria, new Unreadable(String.valueOf(unreadable.getMessage())), viewers);
    }
  }

  /**
   * The filter for these criteria; {@link EventFilter#ALL} where they want everything.
   *
   * @throws IllegalArgumentException if the query is malformed
   */
  public EventFilter compile(AssetCriteria criteria) {
    return criteria.equals(AssetCriteria.NONE)
        ? EventFilter.ALL
        : new AssetFilter(criteria, matcher(criteria.query()), viewers);
  }

  /**
   * The fields of a query, in the order of their names, that cannot be compared with the state
   * before a change: a webhook that asks what a change is to its query must not name them. None
   * where the query cannot be read.
   */
  public String fieldsOfOneState(String query) {
    try {
      return matcher(query).namedFields().stream()
          .filter(UNTOLD::contains)
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IllegalArgumentException unreadable) {
      return "";
    }
  }

  private AssetQuery matcher(String query) {
    return query.isBlank() ? AssetQuery.ALL : queries.apply(query);
  }

  /** The criteria behind a filter that this class made. */
  public static AssetCriteria criteria(EventFilter filter) {
    return filter instanceof AssetFilter asset ? asset.criteria() : AssetCriteria.NONE;
  }

  /** Stands for a query that was readable once. */
  private record Unreadable(String complaint) implements AssetQuery {

    @Override
    public boolean matches(AssetSnapshot asset, Instant now) {
      return false;
    }
  }
}
