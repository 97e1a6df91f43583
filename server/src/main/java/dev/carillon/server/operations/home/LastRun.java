package dev.carillon.server.operations.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration with which the server in a home last started, in {@code run.json}: options and
 * variables are gone when a command runs beside it or after it. It stays when the server stops.
 *
 * @param address where the server answers
 * @param settings what counted, by the keys of {@code node.properties}; no password
 * @param process the process and what it is
 */
public record LastRun(String address, Map<String, String> settings, ServerRun process) {

  /** The file's name. */
  public static final String NAME = "run.json";

  private static final String DATABASE = "database";
  private static final String EMBEDDED = "sqlite";
  private static final List<String> KEYS =
      List.of(
          DATABASE,
          "databaseUsername",
          "fileStore",
          "fileStoreEndpoint",
          "fileStoreRegion",
          "fileStorePathStyle",
          "search",
          "searchIndex",
          "bind",
          "port");

  public LastRun {
    settings = Map.copyOf(settings);
  }

  /**
   * A server's process.
   *
   * @param host the machine it ran on
   * @param stoppedAt RFC 3339; empty where it runs, or ended without being stopped
   */
  public record ServerRun(
      long pid, String host, String version, String startedAt, String stoppedAt) {

    /** This process. */
    static ServerRun current(String version) {
      return new ServerRun(
          ProcessHandle.current().pid(), HostName.name(), version, Instant.now().toString(), "");
    }

    ServerRun stopped() {
      return new ServerRun(pid, host, version, startedAt, Instant.now().toString());
    }
  }

  /** A server that starts now. */
  public static LastRun of(ServerConfig config, String address, int port, String version) {
    Map<String, String> settings = new HashMap<>();
    settings.put(DATABASE, "");
    settings.put("bind", config.listen().bind());
    settings.put("port", Integer.toString(port));
    settings.putAll(fileStore(config));
    settings.put("search", config.search().name());
    if (config.search() instanceof SearchConfig.OpenSearch shared) {
      settings.put("searchIndex", shared.index());
    }
    if (config.store() instanceof StoreConfig.Postgres postgres) {
      settings.putAll(database(postgres));
    }
    return new LastRun(address, settings, ServerRun.current(version));
  }

  private static Map<String, String> database(StoreConfig.Postgres postgres) {
    return postgres.username().isEmpty()
        ? Map.of(DATABASE, postgres.address())
        : Map.of(DATABASE, postgres.address(), "databaseUsername", postgres.username());
  }

  private static Map<String, String> fileStore(ServerConfig config) {
    return switch (config.fileStore()) {
      case FileStoreConfig.Folder(Path folder) ->
          Map.of(
              "fileStore",
              folder.equals(config.home().resolve("files")) ? "files" : folder.toString());
      case FileStoreConfig.S3 s3 ->
          Map.of(
              "fileStore",
              s3.name(),
              "fileStoreEndpoint",
              s3.endpoint(),
              "fileStoreRegion",
              s3.region(),
              "fileStorePathStyle",
              Boolean.toString(s3.pathStyle()));
    };
  }

  /** The one of this home; empty where no server ran in it. */
  public static Optional<LastRun> read(Path home) {
    Path file = home.resolve(NAME);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(Files.readAllBytes(file));
      Map<String, String> settings = new HashMap<>();
      KEYS.stream()
          .filter(key -> !json.path(key).asText().isEmpty())
          .forEach(key -> settings.put(key, json.path(key).asText()));
      if (json.path(DATABASE).asText().isEmpty()) {
        throw new IOException("it does not name a database");
      }
      settings.computeIfPresent(DATABASE, (key, text) -> text.equals(EMBEDDED) ? "" : text);
      return Optional.of(
          new LastRun(
              json.path("address").asText(),
              settings,
              new ServerRun(
                  json.path("pid").asLong(),
                  json.path("host").asText(),
                  json.path("version").asText(),
                  json.path("startedAt").asText(),
                  json.path("stoppedAt").asText(""))));
    } catch (IOException | Problem unreadable) {
      throw new IllegalArgumentException(
          ("%s cannot be read (%s), and it says which database the server of this home"
                  + " uses. Delete the file, and name the database with --database")
              .formatted(file, unreadable.getMessage()),
          unreadable);
    }
  }

  /** Its file store, as the property names it; empty where that is not known. */
  public Optional<String> fileStore(Path home) {
    String text = settings.getOrDefault("fileStore", "");
    return text.isEmpty() || text.startsWith(FileStoreConfig.S3_SCHEME)
        ? Optional.of(text).filter(known -> !known.isEmpty())
        : Optional.of(home.resolve(text).normalize().toString());
  }

  /** Notes it in this home. */
  public void keep(Path home) throws IOException {
    DurableFiles.write(home.resolve(NAME), Json.write(json()));
  }

  /** The same server, stopped now. */
  public LastRun stopped() {
    return new LastRun(address, settings, process.stopped());
  }

  /** The same server, whose database was moved into this one. */
  public LastRun on(StoreConfig.Postgres moved) {
    Map<String, String> next = new HashMap<>(settings);
    next.putAll(database(moved));
    return new LastRun(address, next, process);
  }

  /** Whether its database was PostgreSQL. */
  boolean onPostgres() {
    return !database().isEmpty();
  }

  /** Its database, as people read it. */
  String databaseName() {
    return onPostgres() ? database() : "the embedded database";
  }

  private String database() {
    return settings.getOrDefault(DATABASE, "");
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("address", address);
    KEYS.forEach(key -> json.put(key, settings.getOrDefault(key, "")));
    json.put(DATABASE, onPostgres() ? database() : EMBEDDED);
    json.put("pid", process.pid()).put("host", process.host()).put("version", process.version());
    return json.put("startedAt", process.startedAt()).put("stoppedAt", process.stoppedAt());
  }

  /**
   * What a command goes by that works on this home without more options.
   *
   * @param options the command's own
   * @throws IllegalArgumentException where {@code node.properties} names another database, or
   *     another file store, than the server last used: only a person knows which is meant
   */
  public static ServerConfig config(Map<String, String> options, Map<String, String> environment) {
    Path home = ServerConfig.home(options, environment);
    Optional<LastRun> last = read(home);
    if (last.isEmpty()) {
      return ServerConfig.read(options, environment);
    }
    Map<String, String> settings = new HashMap<>(last.get().settings());
    boolean told =
        options.containsKey(DATABASE)
            || !environment.getOrDefault("CARILLON_DATABASE", "").isEmpty();
    if (told) {
      settings.remove("databaseUsername");
    } else {
      refuseOther(home, last.get());
    }
    return ServerConfig.read(options, environment, settings);
  }

  private static void refuseOther(Path home, LastRun last) {
    String next;
    try {
      next = ServerConfig.nodeProperties(home).getOrDefault(DATABASE, "");
    } catch (IOException none) {
      return;
    }
    if (!next.isEmpty()
        && !new StoreConfig.Postgres(next, "", "", false).address().equals(last.database())) {
      throw new IllegalArgumentException(
          ("two databases are possible: node.properties names %s, but the server last used"
                  + " %s (%s). Choose one: --database %s, or --database jdbc:postgresql://…")
              .formatted(
                  new StoreConfig.Postgres(next, "", "", false).address(),
                  last.databaseName(),
                  home.resolve(NAME),
                  (last.onPostgres() ? last.database() : "'' for the embedded database")));
    }
  }
}
