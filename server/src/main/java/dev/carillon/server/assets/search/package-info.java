/**
 * The search API: parameters, sorting, facets and what is shown of a hit. Uses {@code asset},
 * {@code relation}, {@code index} and {@code query}.
 */
@NullMarked
package dev.carillon.server.assets.search;

import org.jspecify.annotations.NullMarked;
