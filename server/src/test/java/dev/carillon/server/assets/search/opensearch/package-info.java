/** Tests of the search on OpenSearch that are about no other engine. */
@NullMarked
package dev.carillon.server.assets.search.opensearch;

import org.jspecify.annotations.NullMarked;
