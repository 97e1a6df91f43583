/**
 * The Lucene index of assets, kept up to date and rebuilt. A port: {@code webhooks} matches queries
 * with it. Uses {@code query}.
 */
@NullMarked
package dev.carillon.server.assets.search.index;

import org.jspecify.annotations.NullMarked;
