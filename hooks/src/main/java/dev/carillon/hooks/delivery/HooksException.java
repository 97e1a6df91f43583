package dev.carillon.hooks.delivery;

/**
 * Something outside the caller's hands went wrong: the store cannot be reached, its disk is full,
 * another process holds it. The change was not made, or it is not known whether it was.
 */
public final class HooksException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  public HooksException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public HooksException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What went wrong. */
  public Code code() {
    return code;
  }

  /** The kinds of trouble. */
  public enum Code {
    /** The store cannot be reached, or is busy for longer than we wait; try again later. */
    STORE_UNAVAILABLE,
    /** Others changed the same rows meanwhile, again and again; try again later. */
    STORE_CONTENDED,
    /**
     * The store was lost while it committed, or what follows a commit failed: the change may have
     * been made. All other codes say that it was not.
     */
    OUTCOME_UNKNOWN,
    /** The store's disk is full. */
    STORE_FULL,
    /** Another process owns the store. */
    STORE_LOCKED,
    /** The store is damaged, or was written by a newer version. */
    STORE_UNUSABLE,
    /** This node was stopped. */
    STOPPED
  }
}
