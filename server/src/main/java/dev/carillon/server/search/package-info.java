/**
 * Finding assets: the query language, the index that answers searches, and the matcher that tests a
 * single asset against a query. May use {@code field} and {@code http}; knows nothing of how assets
 * are stored.
 */
@NullMarked
package dev.carillon.server.search;

import org.jspecify.annotations.NullMarked;
