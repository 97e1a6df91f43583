package dev.carillon.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a person logged in to, in {@code $XDG_CONFIG_HOME/carillon/profiles.json} (else
 * below {@code $HOME/.config}), readable by that person only.
 *
 * @param file which need not exist
 */
public record Profiles(Path file) {

  /** The profiles of the user of this process. */
  public static Profiles ofUser(Map<String, String> environment) {
    return new Profiles(folder(environment).resolve("profiles.json"));
  }

  /**
   * The folder of everything that the commands keep for a person: that of the environment, as for
   * every other program; Java goes by the system's list of users instead, where there is no {@code
   * HOME}.
   */
  public static Path folder(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // a relative one is to be ignored, says the XDG specification
    if (configured.startsWith("/")) {
      return Path.of(configured, "carillon");
    }
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".config", "carillon");
  }

  /** All of them, in the order they were made. */
  public List<Profile> all() {
    List<Profile> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : read().path("profiles").properties()) {
      JsonNode json = each.getValue();
      all.add(
          new Profile(
              each.getKey(),
              json.path("server").asText(),
              json.path("username").asText(),
              json.path("token").asText(),
              json.path("paired").asBoolean()));
    }
    return all;
  }

  /** The one with this name. */
  public Optional<Profile> find(String name) {
    return all().stream().filter(profile -> profile.name().equals(name)).findFirst();
  }

  /** The name of the one in use. */
  public String current() {
    return read().path("current").asText(Profile.STANDARD);
  }

  /** Adds or replaces one and uses it from now on. */
  public void use(Profile profile) {
    ObjectNode whole = read();
    whole.put("current", profile.name());
    whole
        .withObjectProperty("profiles")
        .putObject(profile.name())
        .put("server", profile.server())
        .put("username", profile.username())
        .put("token", profile.token())
        .put("paired", profile.paired());
    write(whole);
  }

  /** Forgets one; whatever is used next must be named or logged in to. */
  public void remove(String name) {
    ObjectNode whole = read();
    whole.withObjectProperty("profiles").remove(name);
    if (whole.path("current").asText().equals(name)) {
      whole.remove("current");
    }
    write(whole);
  }

  private ObjectNode read() {
    if (Files.notExists(file)) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      if (Json.read(Files.readAllBytes(file)) instanceof ObjectNode whole) {
        return whole;
      }
      throw unusable("it is not a JSON object");
    } catch (IOException | Json.Malformed failed) {
      throw unusable(failed.getMessage());
    }
  }

  private void write(ObjectNode whole) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SavedFile.write(file, out -> out.write(Json.write(whole)));
    } catch (IOException failed) {
      throw unusable(failed.getMessage());
    }
  }

  private Failure unusable(@Nullable String why) {
    return new Failure(ExitCode.FAILURE, file + " cannot be used: " + why);
  }
}
