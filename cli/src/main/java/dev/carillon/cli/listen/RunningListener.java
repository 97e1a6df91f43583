package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.Json;
import dev.carillon.cli.terminal.SavedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@code carillon listen} that forwards on this machine, as a file says, so that {@code carillon
 * trigger} finds it. The file is removed at the end; what a process that was killed left behind is
 * removed by the next that looks.
 *
 * @param file where it says so
 * @param forwardTo to which URL
 * @param skipVerify whether an untrusted certificate is accepted
 * @param webhook whose events it brings, signed with a secret that only the server has; empty =
 *     those of the journal
 * @param types of events that it wants; none = all
 */
public record RunningListener(
    Path file, String forwardTo, boolean skipVerify, String webhook, Set<String> types)
    implements AutoCloseable {

  private static final String PREFIX = "listening-";
  private static final String SUFFIX = ".json";

  public RunningListener {
    types = Set.copyOf(types);
  }

  /** Says that this process forwards, if it does; the file may be removed at any time. */
  static RunningListener begin(
      Path folder, String forwardTo, boolean skipVerify, String webhook, Set<String> types) {
    long pid = ProcessHandle.current().pid();
    Path file = folder.resolve(PREFIX + pid + SUFFIX);
    RunningListener here = new RunningListener(file, forwardTo, skipVerify, webhook, types);
    if (!forwardTo.isEmpty()) {
      here.write();
      // a terminal that is closed ends the process without closing anything else
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(here::close));
    }
    return here;
  }

  private void write() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("forwardTo", forwardTo).put("skipVerify", skipVerify).put("webhook", webhook);
    ArrayNode list = json.putArray("types");
    types.forEach(list::add);
    try {
      SavedFile.write(file, out -> out.write(Json.write(json)));
    } catch (IOException unwritable) {
      // it forwards all the same; only trigger does not find it
      close();
    }
  }

  /** Those that run now, of this user. */
  public static List<RunningListener> all(Path folder) {
    List<RunningListener> running = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
          read(file, name).ifPresent(running::add);
        }
      }
    } catch (IOException none) {
      return List.of();
    }
    return running;
  }

  private static Optional<RunningListener> read(Path file, String name) throws IOException {
    String pid = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
    boolean runs =
        pid.matches("[0-9]{1,18}")
            && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
    if (!runs) {
      Files.deleteIfExists(file);
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(Files.readAllBytes(file));
      Set<String> types = new HashSet<>();
      json.path("types").forEach(type -> types.add(type.asText()));
      return Optional.of(
          new RunningListener(
              file,
              json.path("forwardTo").asText(),
              json.path("skipVerify").asBoolean(),
              json.path("webhook").asText(),
              types));
    } catch (Json.Malformed broken) {
      return Optional.empty();
    }
  }

  /**
   * Whether it takes an example of this type that this machine signs. A program that gets what a
   * webhook gets checks the webhook's signatures, so it would refuse one.
   */
  public boolean wants(String type) {
    return webhook.isEmpty() && (types.isEmpty() || types.contains(type));
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // the next that looks removes it
    }
  }
}
