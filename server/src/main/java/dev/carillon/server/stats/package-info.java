/**
 * How webhooks have been doing: sums of their attempts by time, and how they stand now. Depends on
 * the core, {@code hooks.jdbc}, {@code http} and {@code log}.
 */
@NullMarked
package dev.carillon.server.stats;

import org.jspecify.annotations.NullMarked;
