package dev.carillon.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A started server with a first user, {@code admin}. */
public final class Lodge implements AutoCloseable {

  public static final String PASSWORD = "ring-every-bell";

  private final Server server;

  /**
   * Opens one.
   *
   * @param database as an option of {@code serve}; empty = embedded
   */
  public Lodge(Path home, String database) {
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    try {
      server = Server.start(ServerConfig.read(options, Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String link = server.setupLink();
    if (!link.isEmpty()) {
      stranger()
          .form(
              "/services/setup",
              "token",
              link.replaceAll(".*token=", ""),
              "username",
              "admin",
              "password",
              PASSWORD)
          .is(200);
    }
  }

  public Server server() {
    return server;
  }

  public Guest stranger() {
    return Guest.at(server.url());
  }

  public Guest admin() {
    return stranger().basic("admin", PASSWORD);
  }

  /** Makes an ordinary user with the usual password; {@code more} are members of the JSON body. */
  public Guest user(String name, String... more) {
    String members = more.length == 0 ? "" : ", " + String.join(", ", more);
    admin()
        .json(
            "POST",
            "/api/users",
            "{\"username\": \"%s\", \"password\": \"%s\"%s}".formatted(name, PASSWORD, members))
        .is(201);
    return stranger().basic(name, PASSWORD);
  }

  /** Makes an API token of whoever asks; what the answer says. */
  public static JsonNode token(Guest by, String... scopes) {
    return by.json(
            "POST",
            "/api/tokens",
            "{\"name\": \"t\", \"scopes\": [\"" + String.join("\", \"", scopes) + "\"]}")
        .is(201)
        .json();
  }

  @Override
  public void close() {
    server.close();
  }
}
