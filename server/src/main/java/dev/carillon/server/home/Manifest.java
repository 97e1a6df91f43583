package dev.carillon.server.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Failure;
import dev.carillon.server.http.Json;
import dev.carillon.server.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a finished backup says of itself, in {@code manifest.json}. It is written last: a folder
 * without it is no backup.
 *
 * @param madeAt RFC 3339, UTC
 * @param version of the program that made it
 * @param database {@code sqlite}, or {@code none} where PostgreSQL's own tools keep it
 * @param databaseSha256 of the database's file, empty where there is none
 * @param files how many files of assets it holds
 * @param bytes how large they are
 */
record Manifest(
    String madeAt, String version, String database, String databaseSha256, long files, long bytes) {

  static final String NAME = "manifest.json";
  private static final String KEYS =
      "not contained: keep config/secret.key, token.key, request.key, audit.key apart from backups";

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("product", "Carillon").put("madeAt", madeAt).put("version", version);
    json.put("database", database).put("databaseSha256", databaseSha256);
    return json.put("files", files).put("bytes", bytes).put("keys", KEYS);
  }

  /** The one in this folder. */
  static Manifest in(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      JsonNode json = Json.read(Files.readAllBytes(file));
      if (json.path("product").asText().equals("Carillon")) {
        return new Manifest(
            json.path("madeAt").asText(),
            json.path("version").asText(),
            json.path("database").asText(),
            json.path("databaseSha256").asText(),
            json.path("files").asLong(),
            json.path("bytes").asLong());
      }
    } catch (IOException | Problem unreadable) {
      // told below
    }
    throw new Failure(ExitCode.USAGE, folder + " is no finished backup: no readable " + NAME);
  }
}
