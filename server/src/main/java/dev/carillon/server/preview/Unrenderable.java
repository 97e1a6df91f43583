package dev.carillon.server.preview;

/** A file cannot be made visible; the message says why. */
public final class Unrenderable extends Exception {

  private static final long serialVersionUID = 1L;

  public Unrenderable(String reason) {
    super(reason);
  }

  /** Why, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
