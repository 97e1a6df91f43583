package dev.carillon.server.assets.search.query;

/** A query that cannot be understood; the message says where and why, for its writer. */
public final class MalformedQuery extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** A query that is wrong for this reason. */
  public MalformedQuery(String message) {
    super(message);
  }

  /** What is wrong, and where. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
