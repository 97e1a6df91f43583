package dev.carillon.hooks.validation;

import java.util.List;
import java.util.stream.Collectors;

/** Values are not allowed: nothing was done. Its message names each with its rule. */
public final class ValidationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<Violation> violations;

  /**
   * An exception for these.
   *
   * @param violations one at least
   */
  public ValidationException(List<Violation> violations) {
    super(violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** An exception for one of them. */
  public ValidationException(Violation violation) {
    this(List.of(violation));
  }

  /** All that is wrong, in the order of the fields; at most {@value Violations#MAX}. */
  public List<Violation> violations() {
    return violations;
  }
}
