package dev.carillon.hooks.http;

import java.io.IOException;

/** A kept connection turned out to be closed before it took a byte of the request. */
final class NothingSentException extends IOException {

  private static final long serialVersionUID = 1L;

  NothingSentException(IOException cause) {
    super(cause);
  }
}
