package dev.carillon.server.platform.http.body;

import java.io.IOException;

/** The client has closed the connection: no response can be sent. */
public final class ClientGone extends Exception {

  private static final long serialVersionUID = 1L;

  /** What the socket said. */
  public ClientGone(IOException cause) {
    super(cause.getMessage(), cause, false, false);
  }
}
