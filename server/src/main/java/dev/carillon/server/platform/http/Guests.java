package dev.carillon.server.platform.http;

import java.util.Map;

/**
 * How much somebody without an account may bring, where what stands in the path lets him in. It is
 * asked before the body is read.
 */
@FunctionalInterface
public interface Guests {

  /** No more than any call that needs no log-in. */
  Guests USUAL = variables -> 0;

  /**
   * The bytes of a multipart form or a file; fewer than what any open call may bring count as that.
   *
   * @param variables what stood in the path
   */
  long bytesMax(Map<String, String> variables);
}
