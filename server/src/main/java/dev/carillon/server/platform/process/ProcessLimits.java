package dev.carillon.server.platform.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What the orders of a process may cost, and how long it lives without one.
 *
 * @param time how long an order may take; then the process is killed
 * @param ofProcessor whether it is the time of a processor, which others may have meanwhile: then
 *     an order may take four times as long in all
 * @param idle after so long without an order the process ends
 * @param kept whether it stays all the same
 */
public record ProcessLimits(
    Duration time, boolean ofProcessor, Duration idle, BooleanSupplier kept) {

  /** An order that waits for a processor may take so many times its limit. */
  private static final int WAITING = 4;

  /** How long an order may take in all. */
  Duration longest() {
    return ofProcessor ? time.multipliedBy(WAITING) : time;
  }
}
