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
import picocli.CommandLine.Spec;

/** Which home a command works on, found as {@code carillon serve} finds it. */
public final class HomeOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The server's home (or CARILLON_HOME; default ./home).")
  private String home = "";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Whether a home was named. */
  public boolean given() {
    return !home.isEmpty();
  }

  /** As options of a server. */
  public Map<String, String> options(DatabaseOption database) {
    Map<String, String> all = new HashMap<>(database.options());
    if (given()) {
      all.put(ServerConfig.HOME, home);
    }
    return all;
  }

  private Path folder() {
    Map<String, String> options = given() ? Map.of(ServerConfig.HOME, home) : Map.of();
    return ServerConfig.home(options, System.getenv());
  }

  /**
   * The configuration of the server in this home, or of its last run, with these options besides.
   *
   * @throws Failure where that cannot be understood
   */
  public ServerConfig config(DatabaseOption database) {
    try {
      return LastRun.config(options(database), System.getenv());
    } catch (IllegalArgumentException wrong) {
      throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * The configuration of a home, which must be there.
   *
   * @throws Failure where there is none
   */
  public ServerConfig existing(DatabaseOption database) {
    requireHome(folder());
    return config(database);
  }

  /**
   * The configuration of a server in this home, which must be there, with another database.
   *
   * @throws Failure where there is none, or that cannot be understood
   */
  public ServerConfig existingOn(String databaseUrl) {
    requireHome(folder());
    Map<String, String> options = new HashMap<>(Map.of("database", databaseUrl));
    if (given()) {
      options.put(ServerConfig.HOME, home);
    }
    try {
      return ServerConfig.read(options, System.getenv());
    } catch (IllegalArgumentException wrong) {
      throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
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

  /** Prints data. */
  public void print(JsonNode value) {
    spec.commandLine().getOut().println(value);
    spec.commandLine().getOut().flush();
  }

  /** Says something about the work. */
  public void tell(String words) {
    spec.commandLine().getErr().println(words);
    spec.commandLine().getErr().flush();
  }
}
