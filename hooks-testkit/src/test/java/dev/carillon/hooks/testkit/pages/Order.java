package dev.carillon.hooks.testkit.pages;

/**
 * One order.
 *
 * @param id never comes twice
 * @param item what was ordered
 */
record Order(String id, String item) {

  /** What webhooks are sent. */
  String json() {
    return "{\"id\":\"%s\",\"item\":\"%s\"}".formatted(id, item);
  }
}
