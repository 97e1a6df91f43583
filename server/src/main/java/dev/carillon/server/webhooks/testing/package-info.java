/**
 * Test deliveries and the built-in receiver. Uses {@code registration}, {@code deliverylog}, {@code
 * assets.event} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.testing;

import org.jspecify.annotations.NullMarked;
