package dev.carillon.hooks.http.response;

import java.io.IOException;

/** Not all of a response is there yet, and its reader must not wait. */
final class MoreNeededException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Where it was thrown means nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
