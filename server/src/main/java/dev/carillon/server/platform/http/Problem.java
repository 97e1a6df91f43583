package dev.carillon.server.platform.http;

import java.util.Map;

/** A request that cannot be done, and what to tell the caller. Thrown by endpoints. */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN_MAX = 100;

  private final int status;
  private final String name;
  private final transient Map<String, String> headers;
  private final transient Map<String, Object> members;

  /**
   * A problem.
   *
   * @param status the HTTP status, 400–599
   * @param name the error's name, such as {@code PathAlreadyExistsException}
   * @param message a sentence for the caller
   */
  public Problem(int status, String name, String message) {
    this(status, name, message, Map.of());
  }

  private Problem(int status, String name, String message, Map<String, String> headers) {
    this(status, name, message, headers, Map.of());
  }

  private Problem(
      int status,
      String name,
      String message,
      Map<String, String> headers,
      Map<String, Object> members) {
    super(message, null, false, false);
    this.status = status;
    this.name = name;
    this.headers = headers;
    this.members = members;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error's name. */
  public String name() {
    return name;
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Headers that the answer needs, such as {@code Retry-After}. */
  public Map<String, String> headers() {
    return headers;
  }

  /** What the answer says beside the usual, such as {@code oldest}. */
  public Map<String, Object> members() {
    return members;
  }

  /** The problem, with one more field in the response. */
  public Problem with(Map<String, Object> members) {
    return new Problem(status, name, message(), headers, members);
  }

  /** 410: what stands behind this cursor was removed; from the oldest one on all is there. */
  public static Problem cursorExpired(String message, String oldest) {
    return new Problem(410, "CursorExpired", message, Map.of(), Map.of("oldest", oldest));
  }

  /** 400: a parameter or field that must be there is not. */
  public static Problem missing(String field) {
    return new Problem(400, "BadRequest", "'" + field + "' is required");
  }

  /** 400: a field's value is not allowed. */
  public static Problem badField(String field, String value, String allowed) {
    return new Problem(
        400, "BadRequest", "'" + field + "' is '" + shown(value) + "', but must be " + allowed);
  }

  /** 400: anything else that is wrong with the request. */
  public static Problem badRequest(String message) {
    return new Problem(400, "BadRequest", message);
  }

  /** 401. */
  public static Problem notLoggedIn() {
    return new Problem(401, "NotLoggedIn", "Not logged in", Map.of("WWW-Authenticate", "Bearer"));
  }

  /** 403. */
  public static Problem forbidden(String message) {
    return new Problem(403, "Forbidden", message);
  }

  /** 404. */
  public static Problem notFound(String what, String id) {
    return new Problem(404, "NotFound", "There is no " + what + " '" + shown(id) + "'");
  }

  /** 405: there is something at this path, but not for this method. */
  public static Problem methodNotAllowed(String method, String allow) {
    return new Problem(
        405,
        "MethodNotAllowed",
        "The method " + shown(method) + " is not allowed here; allowed are " + allow,
        Map.of("Allow", allow));
  }

  /** 409. */
  public static Problem conflict(String message) {
    return new Problem(409, "Conflict", message);
  }

  /** 409, under a name of its own: not before that many seconds. */
  public static Problem conflictForNow(String name, String message, int retryAfterSeconds) {
    return new Problem(409, name, message, retryAfter(retryAfterSeconds));
  }

  /** 413. */
  public static Problem tooLarge(String message) {
    return new Problem(413, "PayloadTooLarge", message);
  }

  /** 429: not before that many seconds. */
  public static Problem tooManyRequests(String message, int retryAfterSeconds) {
    return new Problem(429, "TooManyRequests", message, retryAfter(retryAfterSeconds));
  }

  /** 503: nothing was done, and the same request may well work after that many seconds. */
  public static Problem unavailable(String message, int retryAfterSeconds) {
    return new Problem(503, "ServiceUnavailable", message, retryAfter(retryAfterSeconds));
  }

  private static Map<String, String> retryAfter(int seconds) {
    return Map.of("Retry-After", String.valueOf(seconds));
  }

  /** A caller's own text, short enough for a message and without control characters. */
  private static String shown(String value) {
    boolean fits = value.length() <= SHOWN_MAX;
    // cut first: it may have megabytes
    String begin = fits ? value : value.substring(0, SHOWN_MAX) + "…";
    return begin.replaceAll("\\p{Cntrl}", "?");
  }
}
