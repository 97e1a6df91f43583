package dev.carillon.server.assets.preview.rendering;

/** A file cannot be made visible; the message says why. */
public final class Unrenderable extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean ofFile;

  /** For a reason that may be another one later, such as want of time or memory. */
  public Unrenderable(String reason) {
    this(reason, false);
  }

  private Unrenderable(String reason, boolean ofFile) {
    super(reason);
    this.ofFile = ofFile;
  }

  /** For what is so as long as the file is the same: its reader says so. */
  public static Unrenderable ofFile(String reason) {
    return new Unrenderable(reason, true);
  }

  /** Whether it stays so as long as the file is the same. */
  public boolean ofFile() {
    return ofFile;
  }

  /** Why, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
