/**
 * Recovery of webhooks that failures have disabled and that ask for it: pings, enabling, and a job
 * that sends what they missed. Uses {@code redelivery}, {@code testing} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.recovery;

import org.jspecify.annotations.NullMarked;
