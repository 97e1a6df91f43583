package dev.carillon.server.http.bare;

import java.util.Map;

/** What is sent back. */
public sealed interface BareAnswer {

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
  record Given(int status, Map<String, String> headers, byte[] body) implements BareAnswer {}

  /** None: the connection is closed. */
  record Dropped() implements BareAnswer {}
}
