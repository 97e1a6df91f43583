package dev.carillon.hooks.jdbc.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * PgBouncer in transaction mode before the server of this module's tests: two transactions of one
 * connection may run in two sessions, and two connections may share one. It ends with the process.
 */
public final class PgBouncer {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So few that connections of tests do share them. Each test has a database of its own. */
  private static final int SESSIONS = 4;

  /** What is started only where a test asks for it. */
  private static final class Started {
    static final PgBouncer ONE = start();
  }

  private final int port;

  private PgBouncer(int port) {
    this.port = port;
  }

  /** Connections through it to a database of the tests' server. */
  public static HikariDataSource pool(String database) {
    return Started.ONE.connections(database);
  }

  private HikariDataSource connections(String database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres");
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(30_000);
    return new HikariDataSource(config);
  }

  private static PgBouncer start() {
    try {
      int port = freePort();
      Process process = new ProcessBuilder(command(settings(port))).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      PgBouncer started = new PgBouncer(port);
      started.awaitConnection(process);
      return started;
    } catch (IOException failed) {
      throw new UncheckedIOException("PgBouncer is needed; on Debian: pgbouncer", failed);
    }
  }

  /** It refuses to run as root. */
  private static List<String> command(Path settings) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of("pgbouncer", "--quiet", settings.toString()));
    return command;
  }

  private static Path settings(int port) throws IOException {
    Path folder =
        Files.createTempDirectory(
            "pgbouncer",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path file = folder.resolve("pgbouncer.ini");
    Files.writeString(
        file,
        """
        [databases]
        * = host=127.0.0.1 port=%d user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        max_prepared_statements = 200
        ignore_startup_parameters = extra_float_digits
        default_pool_size = %d
        server_idle_timeout = 1
        """
            .formatted(Server.ONE.port(), port, SESSIONS));
    file.toFile().deleteOnExit();
    folder.toFile().deleteOnExit();
    return file;
  }

  private void awaitConnection(Process process) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (HikariDataSource pool = connections("postgres")) {
        pool.getConnection().close();
        return;
      } catch (SQLException | RuntimeException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException("PgBouncer does not accept connections", notYet);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
