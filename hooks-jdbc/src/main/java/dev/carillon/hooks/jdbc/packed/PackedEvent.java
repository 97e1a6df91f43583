package dev.carillon.hooks.jdbc.packed;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an event's row holds of its fan-out: one row for all its deliveries and all their bytes.
 *
 * @param fan read again by {@link EventDeliveries#read}
 * @param payloads all bytes that are sent, each once; more can be appended
 * @param snapshot null where it equals the payload that the fan names
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a row, never compared
public record PackedEvent(byte[] fan, byte[] payloads, byte @Nullable [] snapshot) {

  /**
   * Packs a fan-out. What is held has no delivery yet, as what was missed.
   *
   * @param keys the number of each webhook
   */
  public static PackedEvent of(FanOut fanOut, ToLongFunction<Webhook.Id> keys) {
    List<FanOut.Match> matches = fanOut.matches();
    long[] webhooks = new long[matches.size()];
    int[] carried = new int[matches.size()];
    for (int i = 0; i < webhooks.length; i++) {
      FanOut.Match match = matches.get(i);
      webhooks[i] = keys.applyAsLong(match.webhook());
      carried[i] = match.missed() || match.held() ? EventDeliveries.MISSED : match.payload();
    }
    byte[] snapshot = fanOut.event().snapshot().bytes();
    byte[] payloads = payloads(fanOut.payloads());
    int snapshotOf = indexOf(payloads, snapshot);
    return new PackedEvent(
        EventDeliveries.write(webhooks, carried, snapshotOf),
        payloads,
        snapshotOf < 0 ? snapshot : null);
  }

  static byte[] payloads(List<Payload> payloads) {
    int length = 0;
    for (Payload payload : payloads) {
      length += Varints.length(payload.length()) + payload.length();
    }
    Varints out = new Varints(length);
    for (Payload payload : payloads) {
      out.add(payload.length());
      out.add(payload.bytes());
    }
    return out.bytes();
  }

  /**
   * One of an event's payloads.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  public static Payload payload(byte[] payloads, int index) {
    Span span = span(payloads, index);
    return Payload.of(Arrays.copyOfRange(payloads, span.from(), span.from() + span.length()));
  }

  /**
   * Where one of an event's payloads lies among all of them.
   *
   * @throws IllegalArgumentException if there are not so many, or it is cut off
   */
  public static Span span(byte[] payloads, int index) {
    Varints in = new Varints(payloads, 0);
    for (int i = 0; in.more(); i++) {
      int length = (int) in.next();
      if (i == index) {
        if (length < 0 || length > payloads.length - in.at()) {
          throw new IllegalArgumentException("payload " + index + " of an event is cut off");
        }
        return new Span(in.at(), length);
      }
      in.skip(length);
    }
    throw new IllegalArgumentException("an event has no payload " + index);
  }

  /** How many payloads there are. */
  public static int payloadCount(byte[] payloads) {
    Varints in = new Varints(payloads, 0);
    int count = 0;
    while (in.more()) {
      in.skip((int) in.next());
      count++;
    }
    return count;
  }

  /** The same payloads and one more, whose index is how many there were. */
  public static byte[] appended(byte[] payloads, Payload more) {
    Varints out = new Varints(payloads.length + Varints.length(more.length()) + more.length());
    out.add(payloads);
    out.add(more.length());
    out.add(more.bytes());
    return out.bytes();
  }

  /** Which of the payloads has these bytes; -1 = none. */
  public static int indexOf(byte[] payloads, byte[] wanted) {
    Varints in = new Varints(payloads, 0);
    for (int i = 0; in.more(); i++) {
      int length = (int) in.next();
      int from = in.at();
      if (Arrays.equals(payloads, from, from + length, wanted, 0, wanted.length)) {
        return i;
      }
      in.skip(length);
    }
    return -1;
  }

  /**
   * The snapshot of an event.
   *
   * @param stored the column, null where it equals a payload
   */
  public static byte[] snapshot(byte @Nullable [] stored, byte[] fan, byte[] payloads) {
    return stored == null
        ? payload(payloads, EventDeliveries.read(fan).snapshotOf()).bytes()
        : stored;
  }

  /** A part of some bytes. */
  public record Span(int from, int length) {}
}
