package dev.carillon.server.attacks.supply;

/**
 * A library that is used.
 *
 * @param name such as {@code Maven:group:artifact} or {@code npm:name}
 * @param where it was found
 */
record Component(String name, String version, String where) {

  boolean npm() {
    return name.startsWith("npm:");
  }
}
