/**
 * Walks through folders and what is in them. Uses {@code asset}, {@code folder} and {@code
 * search.index}.
 */
@NullMarked
package dev.carillon.server.assets.browse;

import org.jspecify.annotations.NullMarked;
