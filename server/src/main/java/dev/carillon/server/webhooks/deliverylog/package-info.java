/**
 * The delivery log: deliveries and attempts as the API and exports show them, and why they failed.
 * Uses {@code platform} and {@code hooks}.
 */
@NullMarked
package dev.carillon.server.webhooks.deliverylog;

import org.jspecify.annotations.NullMarked;
