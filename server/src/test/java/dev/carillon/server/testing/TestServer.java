package dev.carillon.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A started server with its first user, the super user {@code admin}. */
public class TestServer implements AutoCloseable {

  /** Of every user. */
  public static final String PASSWORD = "ring-every-bell";

  private final Path home;
  private final String database;
  private final Map<String, String> options;
  private Server server;

  /** One with an embedded database. */
  public TestServer(Path home) {
    this(home, "");
  }

  /** One on this database, as an option of {@code serve}; empty = embedded. */
  public TestServer(Path home, String database) {
    this(home, database, Map.of());
  }

  /** One with more options of {@code serve}. */
  public TestServer(Path home, String database, Map<String, String> options) {
    this.home = home;
    this.database = database;
    this.options = options;
    server = open();
    admin(server);
  }

  /** The super user of this server, who is made if it still waits for its first user. */
  public static TestClient admin(Server server) {
    return admin(server, TestClient.at(server.url()));
  }

  /** The same, by a client that has no credentials yet. */
  public static TestClient admin(Server server, TestClient anonymous) {
    String link = server.setupLink();
    if (!link.isEmpty()) {
      String token = link.replaceAll(".*token=", "");
      anonymous
          .form("/services/setup", "token", token, "username", "admin", "password", PASSWORD)
          .is(200);
    }
    return anonymous.basic("admin", PASSWORD);
  }

  /** The home, in which a server finds these cluster properties when it starts. */
  public static Path withProperties(Path home, String... lines) {
    try {
      Path config = Files.createDirectories(home.resolve("config"));
      Files.write(config.resolve("cluster-properties.txt"), List.of(lines));
      return home;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Server open() {
    Map<String, String> all = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      all.put("database", database);
    }
    all.putAll(options);
    try {
      PreparedHome.fill(home, database);
      return Server.start(ServerConfig.read(all, Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Stops the server, until {@link #start}. */
  public void stop() {
    server.close();
  }

  /** Starts the server again. */
  public void start() {
    server = open();
  }

  /** Stops the server and starts it again on the same home. */
  public void restart() {
    stop();
    start();
  }

  /** Waits until there is an index that can be searched: one on OpenSearch is made by and by. */
  public final void awaitSearch() {
    Await.until(
        "the search has an index",
        () -> admin().unchecked().get("/services/search", "num", "0").status() == 200);
  }

  public Server server() {
    return server;
  }

  public Path home() {
    return home;
  }

  /** The database, as an option of {@code serve}; empty = embedded. */
  public String database() {
    return database;
  }

  public String url() {
    return server.url();
  }

  public int port() {
    return URI.create(url()).getPort();
  }

  /** Without credentials. */
  public TestClient anonymous() {
    return TestClient.at(url());
  }

  /** The super user. */
  public TestClient admin() {
    return as("admin");
  }

  /** A user who exists; without credentials if the name is empty. */
  public TestClient as(String username) {
    return username.isEmpty() ? anonymous() : anonymous().basic(username, PASSWORD);
  }

  /** Makes an ordinary user; {@code more} are members of the JSON body. */
  public TestClient newUser(String username, String... more) {
    String members = more.length == 0 ? "" : ", " + String.join(", ", more);
    admin()
        .json(
            "POST",
            "/api/users",
            "{\"username\": \"%s\", \"password\": \"%s\"%s}".formatted(username, PASSWORD, members))
        .is(201);
    return as(username);
  }

  /** Makes an API token for this client; the response. */
  public static JsonNode token(TestClient by, String... scopes) {
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
