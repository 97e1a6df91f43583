package dev.carillon.server.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code node.properties} says at present, for people.
 *
 * @param values the texts that count of the file alone, by key
 */
public record NodeFile(Map<String, String> values) {

  /**
   * The file of the server whose home this is.
   *
   * @throws IOException if it cannot be read
   */
  public static NodeFile in(Path home) throws IOException {
    Path path = home.resolve("config").resolve(ServerConfig.FILE_NAME);
    PropertyFile file = new PropertyFile(Files.readString(path));
    PropertyValues read = PropertyValues.NONE.read(file, "", NodeKeys.ALL).values();
    Map<String, String> values = new LinkedHashMap<>();
    NodeKeys.ALL.forEach(property -> values.put(property.key(), read.text(property)));
    return new NodeFile(values);
  }
}
