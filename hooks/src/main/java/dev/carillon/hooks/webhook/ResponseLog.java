package dev.carillon.hooks.webhook;

/** Of which attempts the log keeps the response, the address that was dialled and the timings. */
public enum ResponseLog {
  /** Of all but first attempts that were answered 2xx. */
  FAILURES,
  /** Of every attempt. */
  ALL
}
