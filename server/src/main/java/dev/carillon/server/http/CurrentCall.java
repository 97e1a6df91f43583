package dev.carillon.server.http;

import java.util.Optional;

/**
 * The call that the present thread answers: who did something is told by it, however deep below.
 */
public final class CurrentCall {

  private static final ScopedValue<Call> CALL = ScopedValue.newInstance();

  private CurrentCall() {}

  /** The call; empty where the thread answers none, but does something of the server's own. */
  public static Optional<Call> get() {
    return CALL.isBound() ? Optional.of(CALL.get()) : Optional.empty();
  }

  static Endpoint binding(Endpoint endpoint) {
    return call -> ScopedValue.where(CALL, call).call(() -> endpoint.answer(call));
  }
}
