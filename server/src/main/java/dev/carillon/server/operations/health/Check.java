package dev.carillon.server.operations.health;

import java.util.List;
import java.util.Locale;

/**
 * What a look at one thing showed.
 *
 * @param name what was looked at
 * @param status how it is
 * @param detail a sentence for an administrator
 */
public record Check(String name, Status status, String detail) {

  /** It works. */
  public static Check up(String name, String detail) {
    return new Check(name, Status.UP, detail);
  }

  /** It works, but not as it should. */
  public static Check degraded(String name, String detail) {
    return new Check(name, Status.DEGRADED, detail);
  }

  /** It does not work. */
  public static Check down(String name, String detail) {
    return new Check(name, Status.DOWN, detail);
  }

  /** It works unless there is some trouble, which is shown instead. */
  public static Check upUnless(String trouble, String name, String detail) {
    return trouble.isEmpty() ? up(name, detail) : down(name, trouble);
  }

  /** The worst of them. */
  static Status worst(List<Check> checks) {
    return checks.stream().map(Check::status).max(Status::compareTo).orElse(Status.UP);
  }

  /** How something is, the best first. */
  public enum Status {
    UP,
    DEGRADED,
    DOWN;

    /** The word that is shown. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
