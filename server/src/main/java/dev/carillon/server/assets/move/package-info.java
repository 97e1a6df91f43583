/**
 * Moves, copies and renames assets and folders. Uses {@code asset}, {@code bulk} and {@code
 * folder}.
 */
@NullMarked
package dev.carillon.server.assets.move;

import org.jspecify.annotations.NullMarked;
