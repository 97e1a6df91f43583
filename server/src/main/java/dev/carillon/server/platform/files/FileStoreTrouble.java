package dev.carillon.server.platform.files;

import java.io.IOException;

/**
 * The file store does not do what it should. The message says what is wrong, for administrators.
 */
public final class FileStoreTrouble extends IOException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean damaged;

  /**
   * Trouble with a store.
   *
   * @param store its name, such as {@code s3://bucket/prefix}
   * @param reason what is wrong, which any caller may see: it names no key and no host
   * @param detail more of it for administrators; may be empty
   */
  public FileStoreTrouble(String store, String reason, String detail, Throwable cause) {
    super(
        "the file store %s cannot be used: %s%s"
            .formatted(store, reason, detail.isEmpty() ? "" : " (" + detail + ")"),
        cause);
    this.reason = reason;
    this.damaged = false;
  }

  /** A file whose content is not what was stored. */
  public FileStoreTrouble(String store, String key) {
    super("the file " + key + " in " + store + " does not have the content that was stored");
    this.reason = "the content of a file is not what was stored";
    this.damaged = true;
  }

  /** Whether it is one file whose content is not what was stored. */
  public boolean damaged() {
    return damaged;
  }

  /** What is wrong, without names of the store. */
  public String reason() {
    return reason;
  }
}
