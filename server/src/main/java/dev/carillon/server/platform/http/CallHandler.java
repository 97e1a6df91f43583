package dev.carillon.server.platform.http;

/** Responds to one kind of request: parse, one call, render. */
@FunctionalInterface
public interface CallHandler {

  /**
   * Answers.
   *
   * @throws Problem where the request cannot be done; it becomes the error answer
   */
  Response answer(Call call);
}
