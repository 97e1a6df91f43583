package dev.carillon.hooks.http.response;

import java.io.IOException;

/** Where the bytes of a response come from. */
@FunctionalInterface
public interface ByteSource {

  /** Waits for at least one byte; negative at the end. */
  int read(byte[] into, int from, int length) throws IOException;
}
