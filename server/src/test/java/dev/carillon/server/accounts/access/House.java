package dev.carillon.server.accounts.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.Server;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.user.NewUser;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.Caller.Licence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A started server with a super user, some users, and a receiver that hears of every event. */
public final class House implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScriptedReceiver receiver = ScriptedReceiver.answering(204);
  private final Path home;
  private final String database;
  private Server server;

  /** On this database, empty = embedded; with these users beside {@code admin}. */
  public House(Path home, String database, String... usernames) {
    this.home = home;
    this.database = database;
    server = start();
    String link = server.setupLink();
    user("")
        .form(
            "/services/setup",
            "token",
            link.substring(link.indexOf("token=") + 6),
            "username",
            "admin",
            "password",
            PASSWORD)
        .is(200);
    admin()
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "all", "url": "%s", "metadataToReturn": ["assetPath"],
             "eventTypes": ["asset_create", "asset_update_metadata", "asset_checkin",
               "asset_checkout", "asset_undo_checkout", "asset_rename", "asset_move",
               "asset_create_by_copy", "asset_remove", "asset_promote", "folder_create",
               "folder_remove", "authkey_create", "authkey_remove",
               "asset_create_from_filestore_rescue"]}\
            """
                .formatted(receiver.url()))
        .is(201);
    server.close();
    addUsers(usernames);
    server = start();
  }

  private House(Path home) {
    this.home = home;
    this.database = "";
    server = start();
  }

  /** The one that was in this home before; its webhook calls a receiver that is gone. */
  public static House again(Path home) {
    return new House(home);
  }

  public Server server() {
    return server;
  }

  public Client admin() {
    return user("admin");
  }

  /** A user's client; an empty name is nobody. */
  public Client user(String username) {
    return new Client(http, server.url(), username, PASSWORD);
  }

  /** Makes an asset with a text file; its id. */
  public String asset(String path, String... more) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", path));
    pairs.addAll(List.of("Filedata", "data:text/plain,words%20of%20" + path.replace(" ", "%20")));
    pairs.addAll(List.of(more));
    return admin()
        .form("/services/create", pairs.toArray(String[]::new))
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  /** Makes a folder. */
  void folder(String path) {
    admin().form("/services/createFolder", "path", path).is(200);
  }

  /** Gives a user a right. */
  public void allow(String username, String path, String permissions) {
    admin()
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"%s\", \"user\": \"%s\", \"permissions\": \"%s\"}"
                .formatted(path, username, permissions))
        .is(200);
  }

  /** Gives a group, by its id, a right. */
  void allowGroup(String group, String path, String permissions) {
    admin()
        .json(
            "PUT",
            "/api/folder-rights",
            "{\"path\": \"%s\", \"group\": \"%s\", \"permissions\": \"%s\"}"
                .formatted(path, group, permissions))
        .is(200);
  }

  /** Makes a group with these members; its id. */
  public String group(String name, String... members) {
    String id =
        admin()
            .json("POST", "/api/groups", "{\"name\": \"" + name + "\"}")
            .is(201)
            .json()
            .path("id")
            .asText();
    for (String member : members) {
      admin().json("PUT", "/api/groups/" + id + "/members/" + member, "").is(204);
    }
    return id;
  }

  /** The paths of all that a user finds, by path. */
  public List<String> finds(String username, String q) {
    JsonNode answer =
        user(username)
            .form("/services/search", "q", q, "num", "10000", "sort", "assetPath")
            .is(200)
            .json();
    List<String> paths = new ArrayList<>();
    answer.path("hits").forEach(hit -> paths.add(hit.path("metadata").path("assetPath").asText()));
    if (answer.path("totalHits").asInt() != paths.size()) {
      throw new AssertionError(answer.path("totalHits") + " in all, but shown are " + paths);
    }
    return paths;
  }

  /** All events up to now: an asset that is made now is the last that is heard of. */
  public List<JsonNode> events() {
    String last = asset("/last/" + System.nanoTime() + ".bin");
    List<JsonNode> events = new ArrayList<>();
    while (true) {
      try {
        JsonNode event = JSON.readTree(receiver.next(PATIENCE).body());
        events.add(event);
        if (event.path("assetId").asText().equals(last)) {
          return events;
        }
      } catch (IOException notJson) {
        throw new UncheckedIOException(notJson);
      }
    }
  }

  /** Stops it and starts it again. */
  void restart() {
    stop();
    begin();
  }

  /** Stops the server, until {@link #begin}. */
  public void stop() {
    server.close();
  }

  /** Starts the server again. */
  public void begin() {
    server = start();
  }

  private void addUsers(String... usernames) {
    if (database.isEmpty()) {
      try (Database store = SqliteDatabase.open(home.resolve("data").resolve("carillon.db"))) {
        addUsers(store, usernames);
      }
      return;
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database);
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config);
        Database store = PostgresDatabase.on(pool)) {
      addUsers(store, usernames);
    }
  }

  private static void addUsers(Database store, String... usernames) {
    try (PasswordHasher hasher = new PasswordHasher()) {
      Users users = new Users(store, hasher, Clock.systemUTC());
      for (String name : usernames) {
        users.create(
            new NewUser(
                name,
                PASSWORD,
                new Account.Person(name, "", "en_US"),
                Set.of("ROLE_USER"),
                Licence.BASIC));
      }
    }
  }

  private Server start() {
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    try {
      Path config = home.resolve("config");
      Files.createDirectories(config);
      Files.writeString(
          config.resolve("cluster-properties.txt"), "webHooksMaxConcurrentPerWebhook=1\n");
      return Server.start(ServerConfig.read(options, Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    server.close();
    receiver.close();
    http.close();
  }
}
