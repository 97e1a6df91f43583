package dev.carillon.server.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.cli.Main;
import dev.carillon.cli.terminal.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Somebody's shell, whose commands have a configuration folder of their own. */
public final class Carillon {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CommandLine CLIENT = Main.commands();
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** A shell whose commands keep their things in this folder. */
  public Carillon(Path folder) {
    this.folder = folder;
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
  }

  /** Sets a variable for all commands from now on. */
  public Carillon with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Where the commands keep their things. */
  public Path config() {
    return folder.resolve("config").resolve("carillon");
  }

  /** Runs a command to its end. */
  public Ended run(String... arguments) {
    return runWith("", arguments);
  }

  /** Runs a command to its end, with this on its standard input. */
  public Ended runWith(String input, String... arguments) {
    return isOfClient(arguments) ? within(input, arguments) : process(input, arguments);
  }

  /** Runs a command of the client within this process. */
  private Ended within(String input, String... arguments) {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(name -> name.startsWith("CARILLON_"));
    variables.putAll(environment);
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    var printed = new PrintWriter(out, true, UTF_8);
    var in = new ByteArrayInputStream(input.getBytes(UTF_8));
    FutureTask<Integer> command =
        new FutureTask<>(
            () ->
                new Surroundings(variables, in, out)
                    .run(
                        () ->
                            Main.commandsFor(arguments)
                                .setOut(printed)
                                .setErr(new PrintWriter(err, true))
                                .execute(arguments)));
    Thread.ofPlatform().daemon().start(command);
    try {
      int code = command.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      printed.flush();
      return new Ended(code, out.toString(UTF_8), err.toString());
    } catch (TimeoutException | ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("not ended: " + List.of(arguments), failed);
    }
  }

  /** Runs a command to its end in a process of its own, with this on its standard input. */
  public Ended process(String input, String... arguments) {
    try {
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder builder = builder(arguments);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      Process process = builder.start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("still running: " + List.of(arguments));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Starts a command that goes on. */
  public Process start(Path output, String... arguments) throws IOException {
    return builder(arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Starts a command in a terminal of its own: input is what is typed, output what is shown. */
  public Process startInTerminal(Path output, String... arguments) throws IOException {
    return startRedirected(output, "", arguments);
  }

  /** The same, with something of it redirected as a shell does: {@code > file}. */
  public Process startRedirected(Path output, String redirections, String... arguments)
      throws IOException {
    String typed =
        builder(arguments).command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    ProcessBuilder terminal =
        new ProcessBuilder(
            "script",
            "-qefc",
            "stty rows 24 cols 120; exec " + typed + " " + redirections,
            output.toString());
    terminal.environment().putAll(environment);
    terminal.environment().put("TERM", "xterm");
    return terminal
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(isOfClient(arguments) ? "dev.carillon.cli.Main" : "dev.carillon.server.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    // what the tests themselves are told is not for the commands
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Whether the launcher would choose the client's program: not for what that does not know. */
  private static boolean isOfClient(String... arguments) {
    String noun = arguments.length == 0 ? "" : arguments[0];
    String verb = arguments.length < 2 ? "" : arguments[1];
    CommandLine command = CLIENT.getSubcommands().get(noun);
    return command != null
        && !noun.equals("completion")
        && (!noun.equals("users") || command.getSubcommands().containsKey(verb));
  }

  /** What a command left behind. */
  public record Ended(int code, String out, String err) {

    /** Itself, where it ended with this code. */
    public Ended is(int expected) {
      if (code != expected) {
        throw new AssertionError("ended with " + code + ", not " + expected + "\n" + out + err);
      }
      return this;
    }

    /** The first line that it printed, as JSON. */
    public JsonNode json() {
      return json(out.lines().findFirst().orElse(""));
    }

    /** All lines that it printed, each as JSON. */
    public Stream<JsonNode> rows() {
      return out.lines().map(this::json);
    }

    private JsonNode json(String line) {
      try {
        return JSON.readTree(line);
      } catch (IOException notJson) {
        throw new AssertionError(out, notJson);
      }
    }
  }
}
