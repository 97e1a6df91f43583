/**
 * Sums of attempts over time, and webhooks at a glance. Uses {@code deliverylog} and {@code
 * platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.stats;

import org.jspecify.annotations.NullMarked;
