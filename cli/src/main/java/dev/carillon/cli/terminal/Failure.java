package dev.carillon.cli.terminal;

/** Why a command failed. Its message is for the person who typed it. */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /**
   * A failure.
   *
   * @param message a sentence or more, without a full stop; says what to do where that is known
   */
  public Failure(ExitCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What the process ends with. */
  public ExitCode code() {
    return code;
  }

  /** The message, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
