package dev.carillon.hooks.send.http.answer;

import java.io.IOException;

/** Not all of an answer is there yet, and its reader must not wait. */
final class MoreNeededException extends IOException {

  private static final long serialVersionUID = 1L;

  /** It says all there is to say. */
  static final MoreNeededException ONLY = new MoreNeededException();

  private MoreNeededException() {}

  /** One for all: where it was thrown means nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
