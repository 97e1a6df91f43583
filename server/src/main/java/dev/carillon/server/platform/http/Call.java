package dev.carillon.server.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** One request, read and authenticated. */
public interface Call {

  /** The HTTP method, upper case. */
  String method();

  /** The path without {@code /app} in front and without path parameters. */
  String path();

  /**
   * What stood in the path where the route has {@code {name}}.
   *
   * @throws IllegalArgumentException if the route has no such variable
   */
  String variable(String name);

  /** The parameters of query string, urlencoded form and multipart text parts, merged. */
  Params params();

  /** The file sent as the multipart part with this name. It is gone when the call ends. */
  Optional<Upload> upload(String name);

  /** The JSON body; empty where there was no body at all. */
  Optional<JsonNode> json();

  /** A request header, case-insensitive. */
  Optional<String> header(String name);

  /**
   * Who calls.
   *
   * @throws Problem 401 without a login
   */
  Caller caller();

  /** The caller, if logged in. */
  Optional<Caller> knownCaller();

  /** What the credentials prove; {@code Nobody} without a login. */
  default Identity identity() {
    return new Identity.Nobody();
  }

  /** Whether the caller would still be let in: for answers that take long. */
  default boolean stillAllowed() {
    return knownCaller().isPresent();
  }

  /** Whether a browser says that a page of another site sent this. */
  default boolean foreign() {
    return false;
  }

  /** Where the request came from. */
  InetAddress remoteAddress();

  /** Whether the caller came by https, here or to a proxy before us, or is known to. */
  default boolean secure() {
    return baseUrl().startsWith("https:");
  }

  /**
   * The result of work that keeps a processor busy: requests have threads that nothing interrupts.
   *
   * @throws Problem 503 where too much waits already
   */
  default <T> T compute(Supplier<T> work) {
    return work.get();
  }

  /** What links start with, such as {@code http://localhost:8080}; no trailing slash. */
  String baseUrl();
}
