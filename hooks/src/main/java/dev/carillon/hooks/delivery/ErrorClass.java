package dev.carillon.hooks.delivery;

import java.util.Locale;

/**
 * Why an attempt got no response, or not one of use. A closed list, the same in log and metrics.
 */
public enum ErrorClass {
  /** Nothing listens at the address. */
  CONNECT_REFUSED,
  /** No connection within the connect timeout, or none was free within that of the attempt. */
  CONNECT_TIMEOUT,
  /** No route to the address, or another fault of the network before a connection stood. */
  CONNECT_FAILED,
  /** The name does not exist, or has no address. */
  DNS_NOT_FOUND,
  /** The name server did not answer in time. */
  DNS_TIMEOUT,
  /** The address guard allows none of the addresses. */
  BLOCKED_ADDRESS,
  /** The certificate is expired or not valid yet. */
  TLS_EXPIRED,
  /** The certificate's issuer is not trusted. */
  TLS_UNTRUSTED,
  /** The certificate is for another host. */
  TLS_HOST,
  /** No common protocol, or another fault of the handshake. */
  TLS_PROTOCOL,
  /** The receiver asks for a client certificate and takes none, or not this one. */
  TLS_CLIENT_CERTIFICATE,
  /** The connection was reset. */
  RESET,
  /** The connection was closed before the response was complete. */
  CLOSED_EARLY,
  /** What came back is no HTTP. */
  BAD_HTTP,
  /** No complete response within the attempt's deadline. */
  ANSWER_TIMEOUT,
  /** The head of the response is larger than we read; a long body is cut. The name is historic. */
  BODY_TOO_LARGE,
  /** A 3xx response, which is never followed. */
  REDIRECT,
  /** A 4xx response. */
  HTTP_4XX,
  /** A 5xx response. */
  HTTP_5XX,
  /** A response below 200 or above 599. */
  HTTP_OTHER,
  /** A consumer fetched the event and did not acknowledge it before its lease ended. */
  NOT_ACKNOWLEDGED,
  /** The webhook's token endpoint gave no access token, so nothing was sent to the receiver. */
  LOGIN_FAILED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name that is stored and shown, such as {@code connect_refused}. */
  public String text() {
    return text;
  }

  /**
   * The class with this stored name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ErrorClass of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
