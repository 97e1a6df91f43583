/**
 * Noisy neighbours: one webhook, or a tenth of them, does its worst, and the others must not feel
 * it. The same bar refuses a plain queue with workers.
 */
@NullMarked
package dev.carillon.server.faults.noise;

import org.jspecify.annotations.NullMarked;
