package dev.carillon.server.platform.process;

/** An order needed more than its process may use; that process is gone. */
public final class Exceeded extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;
  private final Limit limit;

  private Exceeded(String reason, Limit limit) {
    super(reason);
    this.reason = reason;
    this.limit = limit;
  }

  static Exceeded time(String reason) {
    return new Exceeded(reason, Limit.TIME);
  }

  static Exceeded waiting(String reason) {
    return new Exceeded(reason, Limit.WAITING);
  }

  static Exceeded memory() {
    return new Exceeded("it needs more memory than its process has", Limit.MEMORY);
  }

  /** Why, such as {@code it takes longer than 2 seconds}. */
  public String reason() {
    return reason;
  }

  /** Whether it was memory. */
  public boolean ofMemory() {
    return limit == Limit.MEMORY;
  }

  /** Whether it did not get a processor for as long as it may have one: others may be why. */
  public boolean ofWaiting() {
    return limit == Limit.WAITING;
  }

  private enum Limit {
    TIME,
    WAITING,
    MEMORY
  }
}
