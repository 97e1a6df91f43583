/**
 * The core as an embedder has it, in this process: a store, the engine, events to record. May
 * depend on {@code hooks}, {@code hooks-jdbc} and the server's adapters for sending and secrets.
 */
@NullMarked
package dev.carillon.bench.embedded;

import org.jspecify.annotations.NullMarked;
