package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.FilterKey;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.search.index.QueryFilter;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.index.QueryVerdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A webhook's query, answered by the search's own language.
 *
 * @param filter the query as the search compiled it
 * @param keys what saves asking it
 */
public record SearchQuery(QueryFilter filter, Keys keys) implements AssetQuery {

  /** What webhooks want of asset events, with queries in the search's own language. */
  public static AssetFilterReader filters(QueryFilters queries, AssetViewers viewers) {
    Dimensions after = Dimensions.of((event, asset) -> terms(queries, asset));
    Dimensions before = Dimensions.of((event, asset) -> termsBefore(queries, event, asset));
    Dimensions either =
        Dimensions.of(
            (event, asset) -> {
              Set<String> both = new HashSet<>(terms(queries, asset));
              both.addAll(termsBefore(queries, event, asset));
              return both;
            });
    return new AssetFilterReader(
        q -> {
          QueryFilter filter = queries.compile(q);
          List<Set<String>> terms = filter.requiredTerms();
          return new SearchQuery(
              filter, new Keys(after.keys(terms), before.keys(terms), either.keys(terms)));
        },
        viewers);
  }

  private static Set<String> terms(QueryFilters queries, AssetSnapshot asset) {
    return queries.terms(asset.assetId(), asset.metadata());
  }

  private static Set<String> termsBefore(QueryFilters queries, Event event, AssetSnapshot asset) {
    return AssetStates.of(event, asset)
        .before()
        .map(before -> terms(queries, before))
        .orElse(Set.of());
  }

  @Override
  public boolean matches(AssetSnapshot asset, Instant now) {
    return filter.matches(asset.assetId(), asset.metadata(), asset.text(), now);
  }

  @Override
  public Optional<QueryVerdict> explained(AssetSnapshot asset, Instant now) {
    return Optional.of(filter.explained(asset.assetId(), asset.metadata(), asset.text(), now));
  }

  @Override
  public List<FilterKey> needs() {
    return keys.after();
  }

  @Override
  public List<FilterKey> needsBefore() {
    return keys.before();
  }

  @Override
  public List<FilterKey> needsEither() {
    return keys.either();
  }

  @Override
  public Set<String> namedFields() {
    return filter.namedFields();
  }

  @Override
  public Set<String> unknownFields() {
    return filter.unknownFields();
  }

  /**
   * The same terms, looked for in different states of an asset.
   *
   * @param after in the state that the payload shows
   * @param before in the state before the change
   * @param either in one of both
   */
  public record Keys(List<FilterKey> after, List<FilterKey> before, List<FilterKey> either) {
    public Keys {
      after = List.copyOf(after);
      before = List.copyOf(before);
      either = List.copyOf(either);
    }
  }

  /**
   * Looks at events by the terms of their assets.
   *
   * @param metadata for terms of metadata
   * @param words for terms that may also be words of a file, which are not known here
   */
  private record Dimensions(FilterKey.Dimension metadata, FilterKey.Dimension words) {

    static Dimensions of(BiFunction<Event, AssetSnapshot, Set<String>> terms) {
      return new Dimensions(
          event -> AssetFilter.asset(event).map(asset -> terms.apply(event, asset)),
          event ->
              AssetFilter.asset(event)
                  .filter(asset -> asset.text().none())
                  .map(asset -> terms.apply(event, asset)));
    }

    List<FilterKey> keys(List<Set<String>> required) {
      return required.stream()
          .map(
              terms ->
                  new FilterKey(
                      terms.stream().anyMatch(QueryFilters::ofText) ? words : metadata, terms))
          .toList();
    }
  }
}
