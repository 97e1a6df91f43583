package dev.carillon.server.invariant;

/** What must hold after every fault. */
public enum Invariant {
  /** What was accepted has reached everybody who was to hear of it, or ended as expected. */
  I1_NO_LOSS,
  /** What was refused, or was not for somebody, has not been told. */
  I2_NO_PHANTOMS,
  /** What came twice is the same, and was not settled when the server died. */
  I3_DUPLICATES_BOUNDED,
  /** What the log calls delivered was answered 2xx, and it knows all that was sent. */
  I4_TRUE_LOG,
  /** Attempts are as many and as far apart as planned. */
  I5_SCHEDULE,
  /** Nothing waits that is due. */
  I6_NOTHING_STUCK,
  /** Every request is signed. */
  I7_SIGNATURES,
  /** After the fault all is well again soon. */
  I8_SELF_HEALING,
  /** The fault has left no thread, handle or memory behind. */
  I9_NO_LEAK,
  /** No secret is printed or answered. */
  I10_NOTHING_SECRET
}
