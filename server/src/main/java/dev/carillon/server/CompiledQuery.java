package dev.carillon.server;

import dev.carillon.hooks.webhook.Need;
import dev.carillon.server.event.AssetFilters;
import dev.carillon.server.event.AssetSnapshot;
import dev.carillon.server.event.QueryMatcher;
import dev.carillon.server.field.Metadata;
import dev.carillon.server.search.QueryFilter;
import dev.carillon.server.search.QueryFilters;
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
public record CompiledQuery(QueryFilter filter, List<Need> needs) implements QueryMatcher {

  /** What webhooks want of asset events, with queries in the search's own language. */
  public static AssetFilters filters(QueryFilters queries) {
    Need.Dimension terms =
        event ->
            event.snapshot() instanceof AssetSnapshot asset
                ? Optional.of(queries.terms(asset.assetId(), asset.metadata()))
                : Optional.empty();
    return new AssetFilters(
        q -> {
          QueryFilter filter = queries.compile(q);
          return new CompiledQuery(
              filter, filter.requiredTerms().stream().map(keys -> new Need(terms, keys)).toList());
        });
  }

  @Override
  public boolean matches(String assetId, Metadata metadata, Instant now) {
    return filter.matches(assetId, metadata, now);
  }

  @Override
  public Set<String> unknownFields() {
    return filter.unknownFields();
  }
}
