package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Outcome;

/**
 * Step ⑤: makes one HTTP call and tells how it ended. Faults of the receiver and of the network are
 * outcomes, never exceptions. Called from many virtual threads at once; blocks until the attempt
 * has ended, which it does within the request's time-out.
 */
public interface Sender extends AutoCloseable {

  /** Sends the request once; no redirect is followed, nothing is repeated. */
  Outcome send(SignedRequest request);

  /** Gives connections back. */
  @Override
  default void close() {}
}
