package dev.carillon.server;

import dev.carillon.server.platform.config.ServerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon serve}: runs the server until it is told to stop. */
@Command(
    name = "serve",
    headerHeading = "Example: carillon serve --port 8080 --home /srv/carillon%n",
    description = "Runs the server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each option is also an environment variable, such as CARILLON_PORT, and a"
          + " property in <home>/config/node.properties. An option overrides the variable,"
          + " and the variable overrides the file."
    })
final class ServeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--port", paramLabel = "PORT", description = "The port (default 8080).")
  private @Nullable String port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The address to listen on (default 127.0.0.1: this machine only).")
  private @Nullable String bind;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The server's home directory (default ./home).")
  private @Nullable String home;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "jdbc:postgresql://… (default: an embedded database in the home).")
  private @Nullable String database;

  @Option(
      names = "--training-run",
      hidden = true,
      description = "Stops when it is ready: the start-up cache is made from this.")
  private boolean trainingRun;

  @Override
  public Integer call() throws InterruptedException {
    return new ServerProcess(spec.commandLine().getOut(), spec.commandLine().getErr())
        .run(options(), trainingRun);
  }

  Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    put(options, "port", port);
    put(options, "bind", bind);
    put(options, ServerConfig.HOME, home);
    put(options, "database", database);
    return options;
  }

  private static void put(Map<String, String> options, String key, @Nullable String value) {
    if (value != null) {
      options.put(key, value);
    }
  }
}
