/** The wall clock steps, or differs from machine to machine, while deliveries are retried. */
@NullMarked
package dev.carillon.server.faults.clock;

import org.jspecify.annotations.NullMarked;
