package dev.carillon.bench.isolation;

import java.time.Duration;

/**
 * What all webhooks get alike.
 *
 * @param webhooks how many there are
 * @param perSecond events a second, by the clock; each goes to all webhooks
 * @param length how long
 * @param timeout after how long an attempt that hangs is given up
 */
record Load(int webhooks, int perSecond, Duration length, Duration timeout) {

  /** How many events. */
  int events() {
    return (int) (perSecond * length.toMillis() / 1000);
  }

  /** After how many nanoseconds the event with this number, from 0, is due. */
  long dueNanos(int number) {
    return number * 1_000_000_000L / perSecond;
  }
}
