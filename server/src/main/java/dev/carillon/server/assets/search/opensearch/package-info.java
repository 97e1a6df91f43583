/**
 * The search on OpenSearch, for all nodes together: assets become documents whose words are cut
 * here, queries of the same language become OpenSearch's, and one node at a time writes what the
 * log of changes says. May use {@code search.index} and {@code search.query}.
 */
@NullMarked
package dev.carillon.server.assets.search.opensearch;

import org.jspecify.annotations.NullMarked;
