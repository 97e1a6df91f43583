package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Contact;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Timings;

/**
 * Step ⑤: makes one HTTP call and tells how it ended. Faults of the receiver and of the network are
 * outcomes, never exceptions. Called from many virtual threads at once; blocks until the attempt
 * has ended, which it does within the request's time-out.
 */
public interface Sender extends AutoCloseable {

  /** Sends the request once; no redirect is followed, nothing is repeated. */
  Outcome send(SignedRequest request);

  /** The same, and where its time went; a sender that does not know says nothing of it. */
  default Timed sendTimed(SignedRequest request) {
    return new Timed(send(request), Timings.NONE);
  }

  /** How a call ended, where its time went, and who was at the other end. */
  record Timed(Outcome outcome, Timings timings, Contact.Peer peer) {

    /** A call of which is not known who was at the other end. */
    public Timed(Outcome outcome, Timings timings) {
      this(outcome, timings, Contact.Peer.NONE);
    }
  }

  /** Gives connections back. */
  @Override
  default void close() {}
}
