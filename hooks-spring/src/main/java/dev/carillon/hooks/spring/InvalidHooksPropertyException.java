package dev.carillon.hooks.spring;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A property {@code carillon.hooks.*} is missing, or has a value that is not allowed. */
public final class InvalidHooksPropertyException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * What is wrong with one property.
   *
   * @param property its full name
   * @param value its value as it may be shown; a secret may not
   * @param rule what is allowed
   * @param action what to do
   */
  public InvalidHooksPropertyException(
      String property, String value, String rule, String action, @Nullable Throwable cause) {
    super("%s is %s: %s".formatted(property, value, rule), cause);
    this.action = action;
  }

  /** What to do. */
  public String action() {
    return action;
  }
}
