/**
 * Redelivering, recovering and cancelling deliveries, one or many. Uses {@code deliverylog}, {@code
 * registration} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.redelivery;

import org.jspecify.annotations.NullMarked;
