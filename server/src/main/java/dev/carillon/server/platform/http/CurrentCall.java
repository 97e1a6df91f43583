package dev.carillon.server.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;

/** The call that the present thread answers: code deep below learns from it who did something. */
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

  /** What a handler answers later, while it is sent, is done for its call too. */
  static CallHandler binding(CallHandler handler) {
    return call -> {
      ScopedValue.Carrier bound = ScopedValue.where(CALL, call);
      return later(bound, bound.call(() -> handler.answer(call)));
    };
  }

  private static Response later(ScopedValue.Carrier bound, Response answer) {
    return switch (answer) {
      case Response.Piecewise piecewise ->
          piecewise.madeBy(pieces -> out -> bound.call(() -> pieces.next(out)));
      case Response.Streamed file -> file.writtenBy(body -> out -> written(bound, body, out));
      case Response.Later(var waiting) ->
          new Response.Later(() -> later(bound, bound.call(waiting::get)));
      default -> answer;
    };
  }

  private static void written(ScopedValue.Carrier bound, Response.Body body, OutputStream out)
      throws IOException {
    bound.<Boolean, IOException>call(
        () -> {
          body.writeTo(out);
          return true;
        });
  }
}
