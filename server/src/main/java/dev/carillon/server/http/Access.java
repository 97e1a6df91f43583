package dev.carillon.server.http;

/** Who may call a route. */
public enum Access {
  /** Anybody. */
  ANYONE,
  /** Whoever is logged in. */
  USER,
  /** Users with the super-user capability. */
  SUPER_USER,

  /** Users with the super-user capability and a Pro or API licence. */
  WEBHOOK_ADMIN
}
