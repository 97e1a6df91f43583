package dev.carillon.server.http.jetty;

import java.io.IOException;

/** The other side is not there any more: nobody can be answered. */
final class ClientGone extends Exception {

  private static final long serialVersionUID = 1L;

  ClientGone(IOException cause) {
    super(cause.getMessage(), cause, false, false);
  }
}
