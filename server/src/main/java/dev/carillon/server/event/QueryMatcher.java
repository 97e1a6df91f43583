package dev.carillon.server.event;

import dev.carillon.server.field.Metadata;
import java.time.Instant;

/** A compiled query that is asked about one asset. Pure and thread-safe. */
@FunctionalInterface
public interface QueryMatcher {

  /** Lets every asset through. */
  QueryMatcher ALL = (metadata, now) -> true;

  /**
   * Whether an asset with these fields is found.
   *
   * @param now what {@code NOW} means in the query
   */
  boolean matches(Metadata metadata, Instant now);
}
