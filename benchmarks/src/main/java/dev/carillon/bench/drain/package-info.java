/**
 * A backlog that is larger than the heap is sent: the engine runs alone in a process with little
 * memory. May depend on {@code bench} and {@code bench.receiver}.
 */
@NullMarked
package dev.carillon.bench.drain;

import org.jspecify.annotations.NullMarked;
