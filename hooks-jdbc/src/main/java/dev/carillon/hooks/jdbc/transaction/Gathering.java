package dev.carillon.hooks.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a group has gathered so far. Open while its works run together, without savepoints. */
final class Gathering {

  private final Map<Class<?>, Gathered> gathered = new LinkedHashMap<>();
  private boolean open;

  boolean open() {
    return open;
  }

  void begin() {
    gathered.clear();
    open = true;
  }

  void end() {
    gathered.clear();
    open = false;
  }

  <G extends Gathered> G of(Class<G> type, Supplier<G> make) {
    if (!open) {
      throw new IllegalStateException("nothing is gathered at the moment");
    }
    return type.cast(gathered.computeIfAbsent(type, none -> make.get()));
  }

  /** Whether all of it could be written. */
  boolean write(Connection connection) throws SQLException {
    for (Gathered one : gathered.values()) {
      if (!one.write(connection)) {
        return false;
      }
    }
    return true;
  }
}
