package dev.carillon.server;

import dev.carillon.server.event.QueryMatcher;
import dev.carillon.server.field.Metadata;
import dev.carillon.server.search.QueryFilter;
import java.time.Instant;
import java.util.Set;

/**
 * A webhook's query, answered by the search's own language.
 *
 * @param filter the query as the search compiled it
 */
record CompiledQuery(QueryFilter filter) implements QueryMatcher {

  @Override
  public boolean matches(String assetId, Metadata metadata, Instant now) {
    return filter.matches(assetId, metadata, now);
  }

  @Override
  public Set<String> unknownFields() {
    return filter.unknownFields();
  }
}
