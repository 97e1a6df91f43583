package dev.carillon.hooks.jdbc.packed;

import java.util.Arrays;

/**
 * The deliveries that were recorded with an event, each by its ordinal: which webhook gets which of
 * the event's payloads. A delivery's number is the event's, its ordinal and one.
 */
public final class EventDeliveries {

  /** Stands for "no payload: the webhook was disabled when the event came". */
  public static final int MISSED = -1;

  /** How many deliveries an event can have: an ordinal has 16 bits where it is kept. */
  public static final int COUNT_MAX = 65_535;

  /** Those of an event without deliveries. */
  public static final EventDeliveries NONE = new EventDeliveries(new long[0], new int[0], -1);

  private static final int VERSION = 1;

  /** A delivery has a byte at least for its webhook and one for its payload. */
  private static final int DELIVERY_BYTES_MIN = 2;

  private final long[] webhooks;
  private final int[] payloads;
  private final int snapshotOf;

  private EventDeliveries(long[] webhooks, int[] payloads, int snapshotOf) {
    this.webhooks = webhooks;
    this.payloads = payloads;
    this.snapshotOf = snapshotOf;
  }

  /** Reads what {@link #write} wrote. */
  public static EventDeliveries read(byte[] bytes) {
    Varints in = new Varints(bytes, 0);
    long version = in.next();
    if (version != VERSION) {
      throw new IllegalArgumentException("a fan-out of an unknown form: " + version);
    }
    int snapshotOf = (int) in.next() - 1;
    long[] webhooks = new long[countMax(bytes.length)];
    int[] payloads = new int[webhooks.length];
    int count = 0;
    for (; in.more(); count++) {
      webhooks[count] = in.next();
      payloads[count] = (int) in.next() - 1;
    }
    return new EventDeliveries(
        Arrays.copyOf(webhooks, count), Arrays.copyOf(payloads, count), snapshotOf);
  }

  /**
   * The bytes of a fan-out.
   *
   * @param webhooks the number of each delivery's webhook
   * @param payloads of each delivery which payload, or {@link #MISSED}
   * @param snapshotOf which payload equals the event's snapshot; -1 = none
   * @throws IllegalArgumentException if there are more deliveries than {@link #COUNT_MAX}
   */
  static byte[] write(long[] webhooks, int[] payloads, int snapshotOf) {
    if (webhooks.length > COUNT_MAX) {
      throw new IllegalArgumentException(
          "an event goes to %d webhooks; at most %d are possible"
              .formatted(webhooks.length, COUNT_MAX));
    }
    Varints out = new Varints(2 + 4 * webhooks.length);
    out.add(VERSION);
    out.add(snapshotOf + 1L);
    for (int i = 0; i < webhooks.length; i++) {
      out.add(webhooks[i]);
      out.add(payloads[i] + 1L);
    }
    return out.bytes();
  }

  /** The most deliveries that so many bytes can hold. */
  public static int countMax(int bytes) {
    return bytes / DELIVERY_BYTES_MIN;
  }

  /** How many deliveries were recorded. */
  public int count() {
    return webhooks.length;
  }

  /** The number of a delivery's webhook. */
  public long webhook(int ordinal) {
    return webhooks[ordinal];
  }

  /** The index of a delivery's payload among the event's; {@link #MISSED} = none. */
  public int payload(int ordinal) {
    return payloads[ordinal];
  }

  /** Whether the webhook was disabled when the event came. */
  public boolean missed(int ordinal) {
    return payloads[ordinal] == MISSED;
  }

  /** The ordinal of the delivery for this webhook; -1 = there is none. */
  public int ordinalOf(long webhook) {
    for (int i = 0; i < webhooks.length; i++) {
      if (webhooks[i] == webhook) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The index of the payload that equals the event's snapshot; -1 = none does, and the snapshot is
   * stored separately.
   */
  public int snapshotOf() {
    return snapshotOf;
  }
}
