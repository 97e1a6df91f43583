package dev.carillon.server.operations.home;

import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Notes in the home what this process was told, for commands that work on the home and were told
 * less; and that it was stopped, once everything else is closed.
 */
public final class RunFile implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RunFile.class.getName());

  private final ServerConfig config;
  private volatile @Nullable LastRun run;

  public RunFile(ServerConfig config) {
    this.config = config;
  }

  /** The server answers at this address and port. */
  public void started(String address, int port) {
    LastRun started = LastRun.of(config, address, port, ProductVersion.TEXT);
    run = started;
    keep(started);
  }

  @Override
  public void close() {
    LastRun started = run;
    if (started != null) {
      keep(started.stopped());
    }
  }

  private void keep(LastRun noted) {
    try {
      noted.keep(config.home());
    } catch (IOException failed) {
      LOG.log(
          Level.WARNING,
          "Offline commands will not know this server's database and settings: " + failed,
          failed);
    }
  }
}
