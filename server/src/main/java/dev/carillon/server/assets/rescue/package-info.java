/**
 * Finds assets again whose rows were lost, from the files. Uses {@code asset}, {@code file} and
 * {@code search.index}.
 */
@NullMarked
package dev.carillon.server.assets.rescue;

import org.jspecify.annotations.NullMarked;
