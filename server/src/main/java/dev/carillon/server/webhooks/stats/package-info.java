/** Sums of attempts over time. Uses {@code platform}. */
@NullMarked
package dev.carillon.server.webhooks.stats;

import org.jspecify.annotations.NullMarked;
