package dev.carillon.server.platform.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

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
   * @param manyNodes whether other servers may use it at the same time
   */
  record Postgres(String url, String username, String password, boolean manyNodes)
      implements StoreConfig {

    public Postgres {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("not an address of PostgreSQL");
      }
    }

    /** The address without the passwords that may stand in it. */
    public String address() {
      String plain = url.replaceFirst("//([^/:@]*):[^/@]*@", "//$1@");
      int query = plain.indexOf('?');
      if (query < 0) {
        return plain;
      }
      String kept =
          Arrays.stream(plain.substring(query + 1).split("&"))
              .filter(each -> !each.toLowerCase(Locale.ROOT).matches("[^=]*password(=.*)?"))
              .collect(Collectors.joining("&"));
      return plain.substring(0, query) + (kept.isEmpty() ? "" : "?" + kept);
    }

    /** Without what may hold a password. */
    @Override
    public String toString() {
      return "Postgres[" + PropertyType.postgresUrl().shown(url) + "]";
    }
  }
}
