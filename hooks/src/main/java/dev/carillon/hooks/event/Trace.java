package dev.carillon.hooks.event;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that an event belongs to, as W3C Trace Context has it: one for the event, all its
 * deliveries and all their attempts, each of which is a span of its own.
 *
 * @param id 32 lower-case hex digits, not all of them zero
 * @param sampled whether those who keep spans are asked to keep this trace's
 * @param span 16 lower-case hex digits, not all of them zero: the span in which the event was
 *     recorded, the parent of its attempts; empty where none is known
 */
public record Trace(String id, boolean sampled, String span) {

  private static final Pattern PARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final int ID_LENGTH = 32;
  private static final int HALF_LENGTH = ID_LENGTH / 2;
  private static final int FLAGS_LENGTH = 3;
  private static final int SPAN_START = ID_LENGTH + FLAGS_LENGTH + 1;
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  public Trace {
    if (!isId(id, ID_LENGTH)) {
      throw new IllegalArgumentException("a trace has 32 hex digits, not all zero: " + id);
    }
    if (!span.isEmpty() && !isId(span, HALF_LENGTH)) {
      throw new IllegalArgumentException("a span has 16 hex digits, not all zero: " + span);
    }
  }

  /** A trace of which no span is known. */
  public Trace(String id, boolean sampled) {
    this(id, sampled, "");
  }

  /** A loop and no pattern: each event and each row that is read comes by here. */
  private static boolean isId(String text, int length) {
    boolean zero = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
      zero &= c == '0';
    }
    return text.length() == length && !zero;
  }

  /** The trace of an event that came without one: its id in hex. */
  public static Trace of(Event.Id event) {
    long low = Ids.half(event.value(), 1);
    long first = Ids.half(event.value(), 0);
    return new Trace(hex(first) + hex(first == 0 && low == 0 ? 1 : low), true);
  }

  /** Whether it is the trace of an event that came without one, which need not be stored. */
  public boolean follows(Event.Id event) {
    long first = Ids.half(event.value(), 0);
    long low = Ids.half(event.value(), 1);
    return sampled
        && span.isEmpty()
        && HexFormat.fromHexDigitsToLong(id, 0, HALF_LENGTH) == first
        && HexFormat.fromHexDigitsToLong(id, HALF_LENGTH, ID_LENGTH)
            == (first == 0 && low == 0 ? 1 : low);
  }

  /** The trace that a {@code traceparent} header names; empty where it is not a correct one. */
  public static Optional<Trace> ofHeader(String traceparent) {
    return ofSpan(traceparent).map(trace -> new Trace(trace.id, trace.sampled));
  }

  /**
   * The trace that a {@code traceparent} header names, and its span as the one in which an event is
   * recorded; empty where it is not a correct one.
   */
  public static Optional<Trace> ofSpan(String traceparent) {
    Matcher parts = PARENT.matcher(traceparent.strip());
    if (!parts.matches()
        || parts.group(1).equals("ff")
        || (parts.group(1).equals("00") && parts.group(5) != null)
        || parts.group(3).equals("0".repeat(16))
        || !isId(parts.group(2), ID_LENGTH)) {
      return Optional.empty();
    }
    int flags = HexFormat.fromHexDigits(parts.group(4));
    return Optional.of(new Trace(parts.group(2), (flags & 1) == 1, parts.group(3)));
  }

  /**
   * The trace with this stored text.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Trace read(String text) {
    boolean sampled = text.startsWith("-01", ID_LENGTH);
    boolean spanned =
        text.length() == SPAN_START + HALF_LENGTH && text.charAt(SPAN_START - 1) == '-';
    if ((!spanned && text.length() != ID_LENGTH + FLAGS_LENGTH)
        || (!sampled && !text.startsWith("-00", ID_LENGTH))) {
      throw new IllegalArgumentException("not a stored trace: " + text);
    }
    return new Trace(
        text.substring(0, ID_LENGTH), sampled, spanned ? text.substring(SPAN_START) : "");
  }

  /** The form that is stored. */
  public String text() {
    return id + flags() + (span.isEmpty() ? "" : "-" + span);
  }

  /**
   * The span in which the event was recorded, as a {@code traceparent} header; empty where none is
   * known.
   */
  public String recordedIn() {
    return span.isEmpty() ? "" : "00-" + id + "-" + span + flags();
  }

  /**
   * The {@code traceparent} header of an attempt. Its span follows from the delivery and the
   * attempt's number, so that it is another one each time and can be told again later.
   *
   * @param delivery the delivery's id
   */
  public String parent(String delivery, int attempt) {
    return "00-" + id + "-" + hex(span(Ids.half(delivery, 1), attempt)) + flags();
  }

  private String flags() {
    return sampled ? "-01" : "-00";
  }

  /** SplitMix64's step: a bijection, so that no two attempts of a delivery share a span. */
  private static long span(long seed, int attempt) {
    long mixed = seed + attempt * GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    mixed ^= mixed >>> 31;
    return mixed == 0 ? 1 : mixed;
  }

  private static String hex(long half) {
    return HexFormat.of().toHexDigits(half);
  }
}
