/** The query language: parsing, and what a query means for an asset. Uses {@code field}. */
@NullMarked
package dev.carillon.server.assets.search.query;

import org.jspecify.annotations.NullMarked;
