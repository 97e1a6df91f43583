/**
 * Registering, changing, listing and removing webhooks, and checking what they ask for. Uses {@code
 * payload}, {@code stats}, {@code assets.field} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.registration;

import org.jspecify.annotations.NullMarked;
