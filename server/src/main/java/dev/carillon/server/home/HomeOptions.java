package dev.carillon.server.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Failure;
import dev.carillon.server.config.ServerConfig;
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

  /**
   * What the server in this home is told, with these options besides.
   *
   * @throws Failure where that cannot be understood
   */
  public ServerConfig config(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    if (!home.isEmpty()) {
      all.put(ServerConfig.HOME, home);
    }
    try {
      return ServerConfig.read(all, System.getenv());
    } catch (IllegalArgumentException wrong) {
      throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * What the server in this home is told; the home must be there.
   *
   * @throws Failure where there is none
   */
  public ServerConfig existing() {
    String given = home.isEmpty() ? System.getenv().getOrDefault("CARILLON_HOME", "home") : home;
    Path folder = Path.of(given).toAbsolutePath().normalize();
    if (Files.notExists(folder.resolve("config").resolve("node.properties"))) {
      throw new Failure(
          ExitCode.NOT_FOUND, folder + " is no home of a server that was ever started; see --home");
    }
    return config(Map.of());
  }

  /** The program's version. */
  String version(CommandSpec spec) {
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
  void print(CommandSpec spec, JsonNode value) {
    spec.commandLine().getOut().println(value);
    spec.commandLine().getOut().flush();
  }

  /** Says something about the work. */
  void tell(CommandSpec spec, String words) {
    spec.commandLine().getErr().println(words);
    spec.commandLine().getErr().flush();
  }
}
