/** What the engine does with its lease, seen from outside. */
@org.jspecify.annotations.NullMarked
package dev.carillon.hooks.testkit.engine;
