package dev.carillon.server.config;

import java.nio.file.Path;

/** Which database keeps everything but files. */
public sealed interface StoreConfig {

  /**
   * SQLite, for one node.
   *
   * @param file the database file
   */
  record Embedded(Path file) implements StoreConfig {}

  /**
   * PostgreSQL.
   *
   * @param url begins with {@code jdbc:postgresql:}
   * @param username empty where the address holds it or none is needed
   * @param password as the user name
   */
  record Postgres(String url, String username, String password) implements StoreConfig {

    public Postgres {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("not an address of PostgreSQL");
      }
    }

    /** Without what may hold a password. */
    @Override
    public String toString() {
      return "Postgres[" + new PropertyType.PostgresUrl().shown(url) + "]";
    }
  }
}
