/**
 * The door to the engine: {@code HooksEngine} starts it, hands it new deliveries and stops it.
 * Everything else an embedder names is in the packages below that {@code module-info} exports.
 *
 * @apiNote For stores, senders and tools of your own. It may change in any minor version, also
 *     after 1.0; a program that keeps to {@code dev.carillon.hooks.Hooks} does not notice.
 */
@NullMarked
package dev.carillon.hooks.core;

import org.jspecify.annotations.NullMarked;
