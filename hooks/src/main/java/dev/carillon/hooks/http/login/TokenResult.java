package dev.carillon.hooks.http.login;

/** The result of a request for an access token. */
public sealed interface TokenResult {

  /** There is one. */
  record Granted(AccessToken token) implements TokenResult {}

  /**
   * There is none.
   *
   * @param failure of which kind
   * @param detail where it was asked for and why there is none, in words for the log
   */
  record Failed(Failure failure, String detail) implements TokenResult {}

  /** Why there is no token. */
  enum Failure {
    /** The endpoint responded with an error. */
    REFUSED,
    /** The endpoint gave no response, or none in time. */
    UNREACHABLE,
    /** The endpoint responded with something else than a token. */
    UNUSABLE
  }
}
