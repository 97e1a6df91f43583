package dev.carillon.server.http.bare;

/** Answers requests. */
@FunctionalInterface
public interface BareHandler {

  /** Called on a thread that may wait. */
  BareAnswer answer(BareRequest request) throws InterruptedException;
}
