package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** Reads the files that ship and documents of callers, and writes the bundle. */
public final class Yaml {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int ALIASES_MAX = 10_000;
  private static final int SHOWN_MAX = 300;

  private Yaml() {}

  /** One of the files beside this class. */
  static ObjectNode read(String file) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(ALIASES_MAX);
    options.setAllowDuplicateKeys(false);
    try (InputStream in = Objects.requireNonNull(Yaml.class.getResourceAsStream(file), file)) {
      Object read = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).load(in);
      return MAPPER.valueToTree(read);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * A document that a caller sends, of YAML or JSON. Collections are shared by at most 50 aliases,
   * and lie in each other at most 50 deep; what is shared counts each time ({@link YamlSize}).
   * Values without quotes are read as {@link JsonScalars} says.
   *
   * @throws Problem 400 where it cannot be read
   */
  public static JsonNode ofCaller(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions unused = new DumperOptions();
    org.yaml.snakeyaml.Yaml yaml =
        new org.yaml.snakeyaml.Yaml(
            new SafeConstructor(options),
            new Representer(unused),
            unused,
            options,
            new JsonScalars());
    try {
      YamlSize.check(yaml.compose(new StringReader(text)));
      return MAPPER.valueToTree(yaml.load(text));
    } catch (YAMLException | IllegalArgumentException malformed) {
      String words = String.valueOf(malformed.getMessage()).replaceAll("\\s+", " ");
      throw Problem.badRequest(
          "The YAML is malformed: " + words.substring(0, Math.min(words.length(), SHOWN_MAX)));
    }
  }

  static String write(JsonNode tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(100);
    // no anchors: equal parts are equal by value only
    Object plain = MAPPER.convertValue(tree, Map.class);
    return new org.yaml.snakeyaml.Yaml(new Representer(options), options).dump(plain);
  }
}
