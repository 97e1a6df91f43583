package dev.carillon.server.platform.http;

/** What answers one kind of request: parse, one call, render. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers.
   *
   * @throws Problem where the request cannot be done; it becomes the error answer
   */
  Response answer(Call call);
}
