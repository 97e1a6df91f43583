package dev.carillon.server.platform.database;

/** What a plan was made from has changed since: it must be made again. */
public final class StalePlanException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StalePlanException() {
    super("the data that the change was based on has changed since", null, false, false);
  }

  /** Makes sure that a statement found the one row that it was to write, as it was read. */
  public static void unlessOne(int written) {
    if (written != 1) {
      throw new StalePlanException();
    }
  }
}
