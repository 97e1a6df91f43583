package dev.carillon.server.platform.http.loopback;

import java.util.Map;

/** What is sent back. */
public sealed interface LoopbackResponse {

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that are not compared
  record Given(int status, Map<String, String> headers, byte[] body) implements LoopbackResponse {}

  /** None: the connection is closed. */
  record Dropped() implements LoopbackResponse {}
}
