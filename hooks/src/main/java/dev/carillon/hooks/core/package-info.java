/**
 * The door to the engine: {@code HooksEngine} starts it, hands it new deliveries and stops it.
 * Everything else an embedder names is in the packages below that {@code module-info} exports.
 */
@NullMarked
package dev.carillon.hooks.core;

import org.jspecify.annotations.NullMarked;
