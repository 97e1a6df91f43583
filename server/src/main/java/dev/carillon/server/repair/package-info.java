/**
 * Repairs deliveries: sends one again, now, or not at all, and the same for everything that a
 * filter finds, as durable jobs. Depends on {@code hooks}, {@code job}, {@code log} and {@code
 * http}.
 */
@NullMarked
package dev.carillon.server.repair;

import org.jspecify.annotations.NullMarked;
