package dev.carillon.server.operations.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.HomeId;
import dev.carillon.server.operations.home.HostName;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
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
 * @param checksums of what is beside this file
 * @param origin which home it was made of
 */
record Manifest(
    String madeAt,
    String version,
    String database,
    String databaseSha256,
    long files,
    long bytes,
    Checksums checksums,
    Origin origin) {

  static final String NAME = "manifest.json";
  private static final String KEYS =
      "not contained: keep config/secret.key, token.key, request.key, audit.key apart from backups";

  /**
   * The list of all files of the backup.
   *
   * @param sha256 of the list itself
   * @param count how many files it names
   */
  record Checksums(String sha256, long count) {}

  /**
   * A home.
   *
   * @param home its folder
   * @param host the machine
   * @param id its random name; empty where it has none
   */
  record Origin(String home, String host, String id) {

    /** The home in this folder of this machine, which has a name from now on. */
    static Origin named(Path home) {
      return new Origin(home.toString(), HostName.name(), HomeId.made(home));
    }

    /** Whether this folder of this machine is that very home. */
    boolean is(Path folder) {
      return !id.isEmpty()
          && equals(new Origin(folder.toString(), HostName.name(), HomeId.of(folder)));
    }
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("product", "Carillon").put("madeAt", madeAt).put("version", version);
    json.put("database", database).put("databaseSha256", databaseSha256);
    json.put("files", files).put("bytes", bytes);
    json.put("checksums", checksums.sha256()).put("checksummed", checksums.count());
    json.put("home", origin.home()).put("host", origin.host()).put("homeId", origin.id());
    return json.put("keys", KEYS);
  }

  /** Whether its maker was of a version that lists the files of a backup. */
  boolean lists() {
    return !checksums.sha256().isEmpty();
  }

  /** The one in this folder. */
  static Manifest read(Path folder) {
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
            json.path("bytes").asLong(),
            new Checksums(json.path("checksums").asText(), json.path("checksummed").asLong()),
            new Origin(
                json.path("home").asText(),
                json.path("host").asText(),
                json.path("homeId").asText()));
      }
    } catch (IOException | Problem unreadable) {
      // refused below
    }
    throw new Failure(
        ExitCode.USAGE, folder + " is not a complete backup: it has no readable " + NAME);
  }
}
