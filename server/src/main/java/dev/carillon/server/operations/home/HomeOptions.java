package dev.carillon.server.operations.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which home a command works on, found as {@code carillon serve} finds it. */
public final class HomeOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The server's home (or CARILLON_HOME; default ./home).")
  private String home = "";

  /** As options of a server, with what else it would be told. */
  private Map<String, String> options(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    if (!home.isEmpty()) {
      all.put(ServerConfig.HOME, home);
    }
    return all;
  }

  /** Where the home is. */
  Path folder() {
    return ServerConfig.home(options(Map.of()), System.getenv());
  }

  /**
   * What the server in this home is told, or was told when it last ran, with these options besides.
   *
   * @throws Failure where that cannot be understood
   */
  public ServerConfig config(DatabaseOption database) {
    try {
      return LastRun.config(options(database.options()), System.getenv());
    } catch (IllegalArgumentException wrong) {
      throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * The same; the home must be there.
   *
   * @throws Failure where there is none
   */
  public ServerConfig existing(DatabaseOption database) {
    requireHome(folder());
    return config(database);
  }

  /**
   * Where the keys of the server in this home are; the home must be there.
   *
   * @throws Failure where there is none
   */
  public SecretKeySource keys() {
    requireHome(folder());
    try {
      return ServerConfig.keysOf(folder(), System.getenv());
    } catch (IllegalArgumentException wrong) {
      throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * Refuses a folder in which no server was ever started: a command that works on one would make a
   * new home of it, and claim to have done its work.
   *
   * @throws Failure where it is none
   */
  public static void requireHome(Path folder) {
    if (Files.notExists(folder.resolve("config").resolve("node.properties"))) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          folder + " is not the home of a server that has been started; see --home");
    }
  }

  /** The program's version. */
  public String version(CommandSpec spec) {
    String[] shown = spec.root().version();
    try {
      return shown.length > 0
          ? shown[0]
          : spec.root().versionProvider().getVersion()[0].replace("carillon ", "");
    } catch (Exception never) {
      throw new IllegalStateException(never);
    }
  }

  /** Prints data. */
  public void print(CommandSpec spec, JsonNode value) {
    spec.commandLine().getOut().println(value);
    spec.commandLine().getOut().flush();
  }

  /** Says something about the work. */
  public void tell(CommandSpec spec, String words) {
    spec.commandLine().getErr().println(words);
    spec.commandLine().getErr().flush();
  }
}
