package dev.carillon.server.platform.http.loopback;

/** Answers requests. */
@FunctionalInterface
public interface LoopbackHandler {

  /** Called on a thread that may wait. */
  LoopbackResponse answer(LoopbackRequest request) throws InterruptedException;
}
