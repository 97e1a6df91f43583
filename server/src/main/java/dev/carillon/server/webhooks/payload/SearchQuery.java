package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.webhook.FilterKey;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.search.index.QueryFilter;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.index.QueryVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A webhook's query, answered by the search's own language.
 *
 * @param filter the query as the search compiled it
 * @param needs what saves asking it
 */
public record SearchQuery(QueryFilter filter, List<FilterKey> needs) implements AssetQuery {

  /** What webhooks want of asset events, with queries in the search's own language. */
  public static AssetFilterReader filters(QueryFilters queries) {
    FilterKey.Dimension metadata =
        event -> AssetFilter.asset(event).map(asset -> terms(queries, asset));
    FilterKey.Dimension words =
        event ->
            AssetFilter.asset(event)
                .filter(asset -> asset.text().none())
                .map(asset -> terms(queries, asset));
    return new AssetFilterReader(
        q -> {
          QueryFilter filter = queries.compile(q);
          return new SearchQuery(
              filter,
              filter.requiredTerms().stream()
                  .map(
                      keys ->
                          new FilterKey(
                              keys.stream().anyMatch(QueryFilters::ofText) ? words : metadata,
                              keys))
                  .toList());
        });
  }

  private static Set<String> terms(QueryFilters queries, AssetSnapshot asset) {
    return queries.terms(asset.assetId(), asset.metadata());
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
  public Set<String> unknownFields() {
    return filter.unknownFields();
  }
}
