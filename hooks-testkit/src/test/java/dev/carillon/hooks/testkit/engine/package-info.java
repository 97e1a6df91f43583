/** What the engine does with its lease, seen from outside. */
@NullMarked
package dev.carillon.hooks.testkit.engine;

import org.jspecify.annotations.NullMarked;
