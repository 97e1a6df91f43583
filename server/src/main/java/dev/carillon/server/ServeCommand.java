package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon serve}: runs the server until it is stopped. */
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

  /**
   * Holds the link at which the first user is made; only the server's user may read it: a log that
   * is JSON goes elsewhere, and who reads it there could become a super user.
   */
  private static final String LINK_FILE = "setup-link.txt";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final System.Logger LOG = System.getLogger("carillon");

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
    Logging log = Logging.configure(ServerConfig.home(options(), System.getenv()));
    try {
      Server server = Server.start(ServerConfig.read(options(), System.getenv()));
      log.follow(server::logsJson);
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
      greeting(server, log.json()).forEach(line -> say(log, line));
      if (!trainingRun) {
        stopped.await();
      }
      return 0;
    } catch (IllegalArgumentException | HooksException | Problem refused) {
      return complain(log, String.valueOf(refused.getMessage()));
    } catch (BindException occupied) {
      return complain(
          log,
          "the port is not available (" + occupied.getMessage() + "); choose another with --port");
    } catch (IOException failed) {
      return complain(log, String.valueOf(failed.getMessage()));
    } catch (UncheckedIOException failed) {
      return complain(log, failed.getMessage() + ": " + failed.getCause());
    } catch (RuntimeException unexpected) {
      LOG.log(Level.ERROR, "The server could not start", unexpected);
      return 1;
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

  private static List<String> greeting(Server server, boolean json) {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Carillon %s is ready on %s (%.1f s after java started)",
            ProductVersion.TEXT,
            server.url(),
            seconds));
    lines.add("The home directory is " + server.config().home());
    String link = server.setupLink();
    dropLink(server.config().home());
    if (!link.isEmpty() && json) {
      lines.add(keepLink(server.config().home(), link));
    } else if (!link.isEmpty()) {
      lines.add("Create the first user here (the link works once): " + link);
    }
    return lines;
  }

  /** Where the log is JSON, so is this line. */
  private void say(Logging log, String line) {
    if (log.json()) {
      LOG.log(Level.INFO, line);
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private int complain(Logging log, String message) {
    if (log.json()) {
      LOG.log(Level.ERROR, message);
      return 1;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("carillon: " + message);
    err.flush();
    return 1;
  }

  /** Puts the link into its file; the sentence that says where it is. */
  private static String keepLink(Path home, String link) {
    Path file = home.resolve(LINK_FILE);
    try {
      DurableFiles.write(file, (link + "\n").getBytes(UTF_8), OWNER_ONLY);
      return "There is no user yet: the link to create the first user is in " + file;
    } catch (IOException unwritable) {
      return "There is no user yet, and the link to create the first user cannot be written ("
          + unwritable
          + "): start with CARILLON_ADMIN_USERNAME and CARILLON_ADMIN_PASSWORD";
    }
  }

  /** A link of an earlier start does nothing any more. */
  private static void dropLink(Path home) {
    try {
      Files.deleteIfExists(home.resolve(LINK_FILE));
    } catch (IOException left) {
      LOG.log(System.Logger.Level.WARNING, "An old set-up link cannot be removed", left);
    }
  }
}
