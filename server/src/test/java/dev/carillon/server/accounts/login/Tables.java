package dev.carillon.server.accounts.login;

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
    String dialect = database.dialect().name().toLowerCase(Locale.ROOT);
    String script =
        script(dialect, "V100__users")
            + script(dialect, "V190__accounts")
            + script(dialect, "V191__api_tokens");
    return database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*(\\n|$)")) {
              if (!sql.isBlank()) {
                statement.execute(sql);
              }
            }
          }
          return database;
        });
  }

  private static String script(String dialect, String file) {
    String name = "/dev/carillon/server/" + dialect + "/" + file + ".sql";
    try (InputStream in = Tables.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
