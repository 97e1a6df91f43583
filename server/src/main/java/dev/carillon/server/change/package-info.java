/**
 * Changes and the events that tell of them, in one transaction: prepared outside of it, written
 * only if what was read still holds, prepared again otherwise. Features describe a change as a
 * plan; depends on {@code hooks} and {@code hooks-jdbc} only.
 */
@NullMarked
package dev.carillon.server.change;

import org.jspecify.annotations.NullMarked;
