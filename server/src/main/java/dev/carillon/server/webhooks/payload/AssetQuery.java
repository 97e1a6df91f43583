package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.webhook.FilterKey;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.search.index.QueryVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A compiled query that is asked about one asset. Pure and thread-safe. */
@FunctionalInterface
public interface AssetQuery {

  /** Lets every asset through. */
  AssetQuery ALL = (asset, now) -> true;

  /**
   * Whether a search at the moment of the change would find this asset.
   *
   * @param now what {@code NOW} means in the query
   */
  boolean matches(AssetSnapshot asset, Instant now);

  /** What each part of the query finds of this asset; empty where it has no parts to show. */
  default Optional<QueryVerdict> explained(AssetSnapshot asset, Instant now) {
    return Optional.empty();
  }

  /** Conditions that save asking; see {@link dev.carillon.hooks.webhook.EventFilter#needs}. */
  default List<FilterKey> needs() {
    return List.of();
  }

  /** As {@link #needs}, of events whose asset matched before the change. */
  default List<FilterKey> needsBefore() {
    return List.of();
  }

  /** As {@link #needs}, of events whose asset matched before the change or matches after it. */
  default List<FilterKey> needsEither() {
    return List.of();
  }

  /** The fields that the query names. */
  default Set<String> namedFields() {
    return Set.of();
  }

  /** The fields that the query names although they do not exist: they match nothing. */
  default Set<String> unknownFields() {
    return Set.of();
  }

  /** Why the query lets no asset through, where it cannot be read any more; else empty. */
  default String complaint() {
    return "";
  }
}
