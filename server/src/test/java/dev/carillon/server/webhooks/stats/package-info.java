/** Sums of attempts. */
@NullMarked
package dev.carillon.server.webhooks.stats;

import org.jspecify.annotations.NullMarked;
