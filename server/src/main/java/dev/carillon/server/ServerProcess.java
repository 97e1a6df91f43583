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
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The server as a process: from its options to its exit code. Knows nothing of how the options were
 * read.
 *
 * @param out what a reader at the terminal is told
 * @param err what went wrong
 */
record ServerProcess(PrintWriter out, PrintWriter err) {

  private static final int ASKED_WITHIN_MILLIS = 10_000;

  /**
   * Holds the link at which the first user is made; only the server's user may read it: a log that
   * is JSON goes elsewhere, and who reads it there could become a super user.
   */
  private static final String LINK_FILE = "setup-link.txt";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final System.Logger LOG = System.getLogger("carillon");

  /**
   * Runs a server with these options until it is told to stop; the exit code says how it ended.
   *
   * @param options by their names, without dashes
   * @param trainingRun whether it stops when it has answered a request of its own
   */
  int run(Map<String, String> options, boolean trainingRun) throws InterruptedException {
    Logging log = Logging.configure(ServerConfig.home(options, System.getenv()));
    try {
      if (trainingRun) {
        SqliteLibrary.unpack();
      }
      Server server = Server.start(ServerConfig.read(options, System.getenv()));
      log.follow(server::logsJson);
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("carillon-stop")
                  .unstarted(
                      () -> {
                        stop(server);
                        stopped.countDown();
                      }));
      server.onDrain(stopped::countDown);
      greeting(server, log.json()).forEach(line -> say(log, line));
      if (trainingRun) {
        ask(server.url());
      } else {
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

  private static void stop(Server server) {
    try {
      server.leave();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }

  /** The first request that a server answers needs much that none has needed before. */
  private static void ask(String url) throws IOException {
    URI server = URI.create(url);
    String request =
        "GET /services/ping HTTP/1.1\r\nHost: "
            + server.getAuthority()
            + "\r\nConnection: close\r\n\r\n";
    try (Socket caller = new Socket(server.getHost(), server.getPort())) {
      caller.setSoTimeout(ASKED_WITHIN_MILLIS);
      caller.getOutputStream().write(request.getBytes(UTF_8));
      caller.getInputStream().readAllBytes();
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
    out.println(line);
    out.flush();
  }

  private int complain(Logging log, String message) {
    if (log.json()) {
      LOG.log(Level.ERROR, message);
      return 1;
    }
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
      LOG.log(Level.WARNING, "An old set-up link cannot be removed", left);
    }
  }
}
