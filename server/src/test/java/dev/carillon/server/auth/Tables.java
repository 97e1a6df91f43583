package dev.carillon.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.jdbc.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Statement;
import java.util.Locale;

/** Makes the tables of this area, from the scripts that ship. */
public final class Tables {

  private Tables() {}

  public static <D extends Database> D in(D database) {
    String script = script(database.dialect().name().toLowerCase(Locale.ROOT));
    return database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";")) {
              if (!sql.isBlank()) {
                statement.execute(sql);
              }
            }
          }
          return database;
        });
  }

  private static String script(String dialect) {
    String name = "/dev/carillon/server/" + dialect + "/V100__users.sql";
    try (InputStream in = Tables.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
