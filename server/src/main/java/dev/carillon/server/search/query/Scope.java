package dev.carillon.server.search.query;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.lucene.search.Query;

/**
 * Where a query is asked.
 *
 * @param now what {@code NOW} stands for
 * @param text turns a query on the text content into one on the assets that have it
 * @param relations finds related assets
 */
public record Scope(Instant now, UnaryOperator<Query> text, RelatedAssets relations) {}
