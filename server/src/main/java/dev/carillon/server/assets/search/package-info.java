/**
 * The search API: parameters, sorting, facets, what is shown of a hit, and search results as CSV;
 * and the walk through folders and what is in them. Uses {@code asset}, {@code bulk}, {@code
 * folder}, {@code relation}, {@code index} and {@code query}.
 */
@NullMarked
package dev.carillon.server.assets.search;

import org.jspecify.annotations.NullMarked;
