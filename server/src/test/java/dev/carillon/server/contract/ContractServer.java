package dev.carillon.server.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A started server that all rows share: its super user {@code admin}, and users by name. */
final class ContractServer implements AutoCloseable {

  static final String PASSWORD = "ring-every-bell";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final Caller admin;
  private final Set<String> users = new TreeSet<>();

  /** On this database, as an option of {@code serve}; empty = embedded. */
  ContractServer(Path home, String database) {
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    try {
      Path config = Files.createDirectories(home.resolve("config"));
      Files.writeString(
          config.resolve("cluster-properties.txt"),
          """
          webHooksRetryDelays=100ms,100ms,100ms,100ms,100ms,100ms,100ms,100ms
          webHooksTimeoutSeconds=2
          timeZone=Europe/Amsterdam
          """);
      server = Server.start(ServerConfig.read(options, Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String token = server.setupLink().replaceAll(".*token=", "");
    nobody()
        .form("/services/setup", "token", token, "username", "admin", "password", PASSWORD)
        .is(200);
    admin = bearer("admin");
    admin.form("/services/createFolder", "path", "/contract").is(200);
  }

  /** The super user, by a token of {@code apilogin}. */
  Caller admin() {
    return admin;
  }

  /** Without credentials. */
  Caller nobody() {
    return new Caller(http, server.url(), List.of());
  }

  String url() {
    return server.url();
  }

  /** An ordinary user, who is made where there is none; may do all below {@code /contract}. */
  Caller user(String name, String... members) {
    if (users.add(name)) {
      String more = members.length == 0 ? "" : ", " + String.join(", ", members);
      admin
          .json(
              "POST",
              "/api/users",
              "{\"username\":\"%s\",\"password\":\"%s\"%s}".formatted(name, PASSWORD, more))
          .is(201);
      admin
          .json(
              "PUT",
              "/api/folder-rights",
              "{\"path\":\"/contract\",\"user\":\"%s\",\"permissions\":\"VPUMERXCD\"}"
                  .formatted(name))
          .is(200);
    }
    return bearer(name);
  }

  /** A user's requests with a token of {@code apilogin}. */
  private Caller bearer(String name) {
    String token =
        nobody()
            .form("/services/apilogin", "username", name, "password", PASSWORD, "clientId", "rows")
            .is(200)
            .json()
            .path("authToken")
            .asText();
    return nobody().with("Authorization", "Bearer " + token);
  }

  /** Runs with another cluster property than usual. */
  void with(String property, String value, Runnable body) {
    String path = "/api/properties/" + property;
    String before = admin.get(path).is(200).json().path("value").asText();
    admin.json("PUT", path, "{\"value\":\"" + value + "\"}").is(200);
    try {
      body.run();
    } finally {
      admin.json("PUT", path, "{\"value\":\"" + before + "\"}").is(200);
    }
  }

  /** {@code user:password} as Basic and {@code authcred} want it. */
  static String cred(String username) {
    return Base64.getEncoder().encodeToString((username + ":" + PASSWORD).getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
