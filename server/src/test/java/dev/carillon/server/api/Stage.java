package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A started server, its first user, and a receiver that hears of every event. */
final class Stage implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "ring-every-bell";

  final Path home;
  private final String database;
  private final Map<String, String> options;
  private final ScriptedReceiver receiver = ScriptedReceiver.answering(204);
  private Server server;
  private Client admin;

  Stage(Path home, Databases databases) {
    this(home, databases, Map.of());
  }

  Stage(Path home, Databases databases, Map<String, String> options) {
    this.home = home;
    this.options = options;
    database = databases.fresh();
    oneAtATime();
    server = start();
    String link = server.setupLink();
    String token = link.substring(link.indexOf("token=") + "token=".length());
    nobody()
        .form("/services/setup", "token", token, "username", "admin", "password", PASSWORD)
        .is(200);
    admin = new Client(server.url(), "admin", PASSWORD);
    admin
        .json(
            "POST",
            "/services/admin/webhook",
            """
            {"name": "all", "url": "%s", "metadataToReturn": ["assetPath", "status", "description"],
             "eventTypes": ["asset_create", "asset_update_metadata", "asset_checkin",
               "asset_checkout", "asset_undo_checkout", "asset_rename", "asset_move",
               "asset_create_by_copy", "asset_remove", "asset_promote", "folder_create",
               "folder_remove", "authkey_create", "authkey_remove"]}"""
                .formatted(receiver.url()))
        .is(201);
  }

  /** The first user's client. */
  Client admin() {
    return admin;
  }

  /** A client that is not logged in. */
  Client nobody() {
    return new Client(server.url(), "", "");
  }

  String url() {
    return server.url();
  }

  /** The database, as an option of {@code serve}; empty = embedded. */
  String database() {
    return database;
  }

  /** Stops the server, until it is started again. */
  void stop() {
    server.close();
  }

  /** Stops the server, where it runs, and starts it again on the same home. */
  void restart() {
    server.close();
    server = start();
    admin = new Client(server.url(), "admin", PASSWORD);
  }

  /** Makes an asset and forgets the events of that; its id. */
  String asset(String assetPath, String content, String... more) {
    String[] pairs = new String[more.length + 2];
    pairs[0] = "assetPath";
    pairs[1] = assetPath;
    System.arraycopy(more, 0, pairs, 2, more.length);
    String id =
        admin
            .upload("POST", "/services/create", "upload.bin", content, pairs)
            .is(200)
            .json()
            .path("id")
            .asText();
    while (true) {
      JsonNode event = event();
      if (event.path("assetId").asText().equals(id)) {
        return id;
      }
    }
  }

  /** The next event that does not only tell that a preview was made, which may be at any time. */
  JsonNode event() {
    try {
      JsonNode event = JSON.readTree(receiver.next(PATIENCE).body());
      while (event.path("changedMetadata").has("previewState")
          && event.path("type").asText().equals("asset_update_metadata")) {
        event = JSON.readTree(receiver.next(PATIENCE).body());
      }
      return event;
    } catch (IOException notJson) {
      throw new IllegalStateException(notJson);
    }
  }

  /** So many events, by type. */
  List<String> types(int count) {
    List<String> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(event().path("type").asText());
    }
    return types;
  }

  /** Nothing else was told: an event that comes after all that came before is the next one. */
  void heardAll() {
    String id =
        admin
            .form("/services/create", "assetPath", "/last/" + System.nanoTime() + ".txt")
            .is(200)
            .json()
            .path("id")
            .asText();
    JsonNode event = event();
    if (event.path("folderPath").asText().equals("/last")) {
      event = event();
    }
    assertThat(event.path("assetId").asText()).as(event.toString()).isEqualTo(id);
  }

  /** So that events are heard in the order in which they were recorded. */
  private void oneAtATime() {
    Path config = home.resolve("config");
    try {
      Files.createDirectories(config);
      Files.writeString(
          config.resolve("cluster-properties.txt"), "webHooksMaxConcurrentPerWebhook=1\n");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Server start() {
    Map<String, String> all = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      all.put("database", database);
    }
    all.putAll(options);
    try {
      return Server.start(ServerConfig.read(all, Map.of()));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    server.close();
    receiver.close();
  }
}
