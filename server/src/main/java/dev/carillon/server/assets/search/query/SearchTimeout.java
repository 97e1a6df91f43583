package dev.carillon.server.assets.search.query;

/** A search that took too long; the message says what of it, for its writer. */
public final class SearchTimeout extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SearchTimeout(String message) {
    super(message, null, false, false);
  }

  /** What took too long. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
