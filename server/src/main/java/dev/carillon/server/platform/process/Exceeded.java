package dev.carillon.server.platform.process;

/** An order needed more than its process may use; that process is gone. */
public final class Exceeded extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;
  private final boolean memory;

  private Exceeded(String reason, boolean memory) {
    super(reason);
    this.reason = reason;
    this.memory = memory;
  }

  static Exceeded time(String reason) {
    return new Exceeded(reason, false);
  }

  static Exceeded memory() {
    return new Exceeded("it needs more memory than its process has", true);
  }

  /** Why, such as {@code it takes longer than 2 seconds}. */
  public String reason() {
    return reason;
  }

  /** Whether it was memory. */
  public boolean ofMemory() {
    return memory;
  }
}
