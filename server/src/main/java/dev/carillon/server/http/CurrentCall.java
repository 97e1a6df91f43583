package dev.carillon.server.http;

import java.util.Optional;
import java.util.function.Supplier;

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

  /** The result of work that keeps a processor busy, done where the present call has it done. */
  public static <T> T compute(Supplier<T> work) {
    return CALL.isBound() ? CALL.get().compute(work) : work.get();
  }

  /** The same work, answering the present call on whatever thread it is done. */
  public static <T> Supplier<T> carried(Supplier<T> work) {
    if (!CALL.isBound()) {
      return work;
    }
    Call call = CALL.get();
    return () -> ScopedValue.where(CALL, call).call(work::get);
  }

  static Endpoint binding(Endpoint endpoint) {
    return call -> ScopedValue.where(CALL, call).call(() -> endpoint.answer(call));
  }
}
