package dev.carillon.server.platform.idempotency;

import dev.carillon.server.platform.http.Response;
import java.util.function.Supplier;

/** Carries a request that has a key out once, however often it is sent. */
@FunctionalInterface
public interface Idempotency {

  /** Remembers nothing. */
  Idempotency NONE =
      (request, begins, work) -> {
        begins.run();
        return work.get();
      };

  /** The header of an answer that was given before, to an earlier request with the same key. */
  String REPLAYED = "Idempotent-Replayed";

  /**
   * Answers with what the work answers, the first time; then with the same again.
   *
   * @param begins is run before the work is done, and changes nothing that the caller asked for
   * @throws dev.carillon.server.platform.http.Problem 409 where the same request is being carried
   *     out, or it is not known what became of it; 422 where the key belongs to another request;
   *     and whatever the work throws
   */
  Response answer(KeyedRequest request, Runnable begins, Supplier<Response> work);
}
