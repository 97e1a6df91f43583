/**
 * Commands of the client program that need no room of their own: properties, version, completion.
 * Uses {@code remote} and {@code terminal}.
 */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
