package dev.carillon.server.assets.field;

/** A value that a field cannot take. */
public final class BadValue extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String allowed;

  BadValue(String field, String value, String allowed) {
    super("'" + field + "' is '" + value + "', but must be " + allowed, null, false, false);
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }

  /** The field's name. */
  public String field() {
    return field;
  }

  /** What was given. */
  public String value() {
    return value;
  }

  /** What the field can take, to follow the words "must be". */
  public String allowed() {
    return allowed;
  }
}
