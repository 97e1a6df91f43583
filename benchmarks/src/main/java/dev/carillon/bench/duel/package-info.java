/**
 * Two contenders, the product and the limit of the machine, take turns in one run, so that a noisy
 * neighbour hits both. May depend on {@code bench} and {@code receiver} only.
 */
@NullMarked
package dev.carillon.bench.duel;

import org.jspecify.annotations.NullMarked;
