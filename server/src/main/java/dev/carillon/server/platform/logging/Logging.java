package dev.carillon.server.platform.logging;

import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The log on standard error, unless the JVM is configured otherwise: one line of text for each
 * message, or one JSON object.
 */
public final class Logging {

  private static final System.Logger LOG = System.getLogger("carillon");

  private volatile BooleanSupplier json;

  private Logging(BooleanSupplier json) {
    this.json = json;
  }

  /**
   * Sets it up as the cluster properties in this home ask for. Whatever ends a thread is a message
   * too.
   */
  public static Logging configure(Path home) {
    boolean asked = ClusterProperties.settingsOf(ServerConfig.clusterProperties(home)).log().json();
    Logging logging = new Logging(() -> asked);
    if (System.getProperty("java.util.logging.config.file") == null) {
      try (InputStream settings = Logging.class.getResourceAsStream("logging.properties")) {
        LogManager.getLogManager().readConfiguration(settings);
      } catch (IOException unreadable) {
        throw new UncheckedIOException("the shipped logging.properties cannot be read", unreadable);
      }
      LogLines lines = new LogLines(logging::json);
      Arrays.stream(Logger.getLogger("").getHandlers())
          .forEach(handler -> handler.setFormatter(lines));
    }
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) ->
            LOG.log(Level.ERROR, "Thread " + thread.getName() + " ended by a failure", failure));
    return logging;
  }

  /** From now on it is JSON whenever this says so. */
  public void follow(BooleanSupplier asked) {
    json = asked;
  }

  /** Whether it is JSON now. */
  public boolean json() {
    return json.getAsBoolean();
  }
}
