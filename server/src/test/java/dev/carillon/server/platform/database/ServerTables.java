package dev.carillon.server.platform.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.jdbc.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;

/** Makes the server's tables in an empty database, from the script that ships. */
public final class ServerTables {

  private ServerTables() {}

  /** Makes them, without those of the core; returns the database. */
  public static <D extends Database> D in(D database) {
    String script = script(database.dialect().name().toLowerCase(Locale.ROOT));
    return database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : script.replaceAll("--[^\n]*", "").split(";")) {
              if (!sql.isBlank()) {
                statement.execute(sql);
              }
            }
          }
          return database;
        });
  }

  private static String script(String dialect) {
    String name = "/dev/carillon/server/" + dialect + "/V100__server.sql";
    try (InputStream in = Objects.requireNonNull(Changes.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
