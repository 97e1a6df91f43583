package dev.carillon.hooks.spring.management;

/** Decides whether the present caller may manage webhooks. */
@FunctionalInterface
interface ManagementAccess {

  /** Everyone who reaches the controller may. */
  ManagementAccess OPEN = () -> {};

  /** Throws what Spring Security answers with 401 or 403, unless the caller may. */
  void check();
}
