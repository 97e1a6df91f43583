package dev.carillon.server.assets.search.query;

import java.time.Instant;

/**
 * Where a query is asked.
 *
 * @param now what {@code NOW} stands for
 * @param relations finds related assets
 * @param deadline by when it must be answered
 */
public record QueryContext(Instant now, RelatedAssets relations, Deadline deadline) {}
