/** Tests of the search on OpenSearch that no other engine has. */
@NullMarked
package dev.carillon.server.assets.search.opensearch;

import org.jspecify.annotations.NullMarked;
