package dev.carillon.hooks.http;

/**
 * What one connection takes of the pool: one of its route's, and one of all.
 *
 * @param pool the pool
 * @param route the route
 */
record ConnectionPermit(ConnectionPool pool, Route route) {

  /** Gives it back, once. */
  void leave() {
    route.left();
    pool.left();
  }
}
