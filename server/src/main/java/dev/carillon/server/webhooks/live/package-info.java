/**
 * The journal of events, and streams of events and deliveries as they happen. Uses {@code
 * deliverylog} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.live;

import org.jspecify.annotations.NullMarked;
