package dev.carillon.hooks.send.http;

/**
 * What one connection takes of the pool: one of its route's, and one of all.
 *
 * @param pool the pool
 * @param route the route
 */
record Place(Pool pool, Route route) {

  /** Gives it back, once. */
  void leave() {
    route.left();
    pool.left();
  }
}
