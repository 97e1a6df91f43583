/**
 * Resending, recovering and cancelling deliveries, one or many. Uses {@code deliverylog} and {@code
 * platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.repair;

import org.jspecify.annotations.NullMarked;
