/**
 * The log of deliveries for people: lists, counts, one with its attempts, exports. Depends on the
 * core, {@code http} and {@code log}.
 */
@NullMarked
package dev.carillon.server.delivery;

import org.jspecify.annotations.NullMarked;
