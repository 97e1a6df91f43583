/**
 * The query language: how an asset becomes a Lucene document, and how the text of a query becomes a
 * Lucene query that fits it. Searching the index and matching a single asset share both, so they
 * agree. May use {@code field}.
 */
@NullMarked
package dev.carillon.server.search.query;

import org.jspecify.annotations.NullMarked;
