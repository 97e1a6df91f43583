package dev.carillon.cli.terminal;

/** What the process ends with. Scripts depend on these numbers: they never change. */
public enum ExitCode {
  OK(0),
  /** Anything that has no number of its own. */
  FAILURE(1),
  /** Wrong options, or values that the server refused. */
  USAGE(2),
  /** Not logged in, or not allowed. */
  AUTH(3),
  NOT_FOUND(4),
  /** The server's state does not allow it. */
  CONFLICT(5),
  /** The server cannot be reached, is busy, or did not answer in time. */
  UNAVAILABLE(6);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number. */
  public int number() {
    return number;
  }

  /** What an HTTP status that is no success means. */
  public static ExitCode of(int status) {
    return switch (status) {
      case 400, 405, 413, 415, 422 -> USAGE;
      case 401, 403 -> AUTH;
      case 404, 410 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      case 429, 502, 503, 504 -> UNAVAILABLE;
      default -> FAILURE;
    };
  }
}
