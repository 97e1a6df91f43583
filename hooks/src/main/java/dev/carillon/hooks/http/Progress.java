package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.http.response.ResponseFault;
import java.time.Duration;
import java.util.Arrays;

/** How far one attempt has come, and until when it may go on. Used by one thread at a time. */
@SuppressWarnings("EnumOrdinal") // phases are in the order of an attempt, and sums are kept by it
final class Progress {

  private static final long ORIGIN = System.nanoTime();
  private static final int PHASES = Phase.values().length;

  private final long deadline;
  private final long[] spent = new long[PHASES];
  private boolean certificateAsked;
  private Phase phase = Phase.QUEUE;
  private long since;
  private AttemptTarget.Peer peer = AttemptTarget.Peer.NONE;

  /** An attempt that begins now and may take this long in all. */
  public Progress(Duration timeout) {
    this.since = now();
    this.deadline = since + timeout.toNanos();
  }

  /** Nanoseconds since the program started; never negative, never stepping. */
  static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** When the attempt must have ended, by {@link #now}. */
  long deadline() {
    return deadline;
  }

  /** Whether the receiver has asked for a certificate on a connection that has no response yet. */
  void certificateAsked(boolean so) {
    certificateAsked = so;
  }

  boolean certificateAsked() {
    return certificateAsked;
  }

  /** What is left of the attempt's time, in nanoseconds. */
  long left() {
    return deadline - now();
  }

  /** The request is made: from now on it is told where the time goes. */
  void begun() {
    Arrays.fill(spent, 0);
    since = now();
  }

  void enter(Phase next) {
    long now = now();
    spent[phase.ordinal()] += now - since;
    since = now;
    phase = next;
  }

  /** The network has taken the request. Where this ends and the wait begins is not told. */
  void written() {
    phase = Phase.FIRST_BYTE;
  }

  /** From now on it is this one that is dialled or spoken to. */
  void meets(AttemptTarget.Peer other) {
    peer = other;
  }

  /** Who was last dialled or spoken to. */
  public AttemptTarget.Peer peer() {
    return peer;
  }

  /** Where the time went so far. */
  public Timings timings() {
    if (phase != Phase.RESPONSE) {
      enter(phase);
    }
    return new Timings(
        spent(Phase.LOOK_UP, Phase.LOOK_UP),
        spent(Phase.CONNECT, Phase.TUNNEL),
        spent(Phase.TLS, Phase.TLS),
        spent(Phase.WRITE, Phase.FIRST_BYTE));
  }

  private Duration spent(Phase first, Phase last) {
    long nanos = 0;
    for (int phase = first.ordinal(); phase <= last.ordinal(); phase++) {
      nanos += spent[phase];
    }
    return nanos == 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  Phase phase() {
    return phase;
  }

  /** Whether another address may still help. */
  boolean connecting() {
    return phase == Phase.CONNECT || phase == Phase.TUNNEL;
  }

  /** The fault of an attempt that came this far when its time was over. */
  ResponseFault late() {
    return new ResponseFault(phase.late, "timeout: " + phase.text);
  }

  /** What an attempt is doing. */
  enum Phase {
    LOOK_UP(ErrorClass.DNS_TIMEOUT, "looking up the host name"),
    /** Before anything is asked, too. */
    QUEUE(ErrorClass.CONNECT_TIMEOUT, "waiting for a free connection"),
    CONNECT(ErrorClass.CONNECT_TIMEOUT, "connecting"),
    TUNNEL(ErrorClass.CONNECT_TIMEOUT, "requesting a tunnel from the proxy"),
    TLS(ErrorClass.ANSWER_TIMEOUT, "in the TLS handshake"),
    WRITE(ErrorClass.ANSWER_TIMEOUT, "the receiver does not read the request"),
    FIRST_BYTE(ErrorClass.ANSWER_TIMEOUT, "waiting for the response"),
    RESPONSE(ErrorClass.ANSWER_TIMEOUT, "waiting for the rest of the response");

    private final ErrorClass late;
    private final String text;

    Phase(ErrorClass late, String text) {
      this.late = late;
      this.text = text;
    }
  }
}
