package dev.carillon.server;

import dev.carillon.hooks.HooksException;
import dev.carillon.server.config.ServerConfig;
import dev.carillon.server.http.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
      "Each option is also an environment variable, such as CARILLON_PORT, and a line of",
      "<home>/config/node.properties; an option counts more than a variable, a variable",
      "more than the file."
    })
final class ServeCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

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
      description = "Where everything is kept (default ./home).")
  private @Nullable String home;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "jdbc:postgresql://… (default: an embedded database in the home).")
  private @Nullable String database;

  @Option(
      names = "--rehearse",
      hidden = true,
      description = "Stops when it is ready: the start-up cache is made from this.")
  private boolean rehearse;

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure();
    try {
      Server server = Server.start(ServerConfig.read(options(), System.getenv()));
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("carillon-stop")
                  .unstarted(
                      () -> {
                        server.close();
                        stopped.countDown();
                      }));
      greet(server);
      if (!rehearse) {
        stopped.await();
      }
      return 0;
    } catch (IllegalArgumentException | HooksException | Problem refused) {
      return complain(String.valueOf(refused.getMessage()));
    } catch (BindException occupied) {
      return complain(
          "the port cannot be had (" + occupied.getMessage() + "); choose another with --port");
    } catch (IOException failed) {
      return complain(String.valueOf(failed.getMessage()));
    } catch (UncheckedIOException failed) {
      return complain(failed.getMessage() + ": " + failed.getCause());
    }
  }

  private Map<String, String> options() {
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

  private void greet(Server server) {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    PrintWriter out = commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Carillon %s is ready on %s (%.1f s after java started)%n",
        Version.TEXT,
        server.url(),
        seconds);
    out.printf("Everything is kept in %s%n", server.config().home());
    String link = server.setupLink();
    if (!link.isEmpty()) {
      out.printf("Make the first user here (the link works once): %s%n", link);
    }
    out.flush();
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("picocli fills this in");
    }
    return spec.commandLine();
  }

  private int complain(String message) {
    PrintWriter err = commandLine().getErr();
    err.println("carillon: " + message);
    err.flush();
    return 1;
  }
}
