/** Sums of attempts. */
@NullMarked
package dev.carillon.server.stats;

import org.jspecify.annotations.NullMarked;
