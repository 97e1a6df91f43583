package dev.carillon.server.operations.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a home knows of its last backup.
 *
 * @param madeAt when it was finished
 * @param folder where it was put
 * @param files how many files of assets it holds
 */
public record LastBackup(Instant madeAt, String folder, long files) {

  private static final String NAME = "last-backup.json";

  /** The last backup of this home; empty where there is none, or its note cannot be read. */
  public static Optional<LastBackup> of(Path home) {
    Path file = home.resolve(NAME);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(Files.readAllBytes(file));
      return Optional.of(
          new LastBackup(
              Instant.parse(json.path("madeAt").asText()),
              json.path("folder").asText(),
              json.path("files").asLong()));
    } catch (IOException | Problem | DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  /** Notes it in this home. */
  void keep(Path home) throws IOException {
    DurableFiles.write(
        home.resolve(NAME),
        Json.write(
            JsonNodeFactory.instance
                .objectNode()
                .put("madeAt", madeAt.toString())
                .put("folder", folder)
                .put("files", files)));
  }
}
