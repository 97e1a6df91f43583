package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.Violations;

/** Which names the owner of an event or a webhook, a tenant of the embedder, may have. */
public final class OwnerName {

  /** The longest one, in characters. */
  public static final int LENGTH_MAX = 200;

  /** Stands for no owner. */
  public static final String NONE = "";

  private OwnerName() {}

  /** Collects what is wrong with a name, as that of the field {@code owner}. */
  public static void check(String name, Violations violations) {
    if (!name.isEmpty() && name.isBlank()) {
      violations.add("owner", name, "the name of a tenant, or an empty text for none");
    } else {
      violations.line("owner", name, LENGTH_MAX);
    }
  }
}
