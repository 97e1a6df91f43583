package dev.carillon.server.operations.offline;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.operations.home.DatabaseOption;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.operations.home.LastRun;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where commands that work without a server find what they work on, and how they fail. */
final class OfflineOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Mixin private HomeOptions home = new HomeOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  /** Whether any of them was given. */
  boolean given() {
    return home.given() || database.given();
  }

  /** Does the work; whatever refuses it is told in a sentence. */
  int run(Work work) {
    return run(StoppedHome.Need.DATABASE, work);
  }

  /** Does work that needs some things to be there. */
  int run(StoppedHome.Need need, Work work) {
    Map<String, String> options = home.options(database);
    Path folder = ServerConfig.home(options, System.getenv());
    Logging.configure(folder);
    if (need != StoppedHome.Need.FILES || Files.notExists(folder.resolve("files"))) {
      HomeOptions.requireHome(folder);
    }
    String hint = "";
    try {
      ServerConfig config = LastRun.config(options, System.getenv());
      hint = hint(config, options);
      try (StoppedHome offline = new StoppedHome(config, need)) {
        return work.on(offline, out());
      }
    } catch (HooksException failed) {
      boolean away = failed.code() == HooksException.Code.STORE_UNAVAILABLE;
      return complain(failed.getMessage() + (away ? hint : ""));
    } catch (IllegalArgumentException | IllegalStateException | Problem refused) {
      return complain(String.valueOf(refused.getMessage()));
    } catch (IOException failed) {
      return complain(String.valueOf(failed.getMessage()));
    } catch (UncheckedIOException failed) {
      return complain(failed.getMessage() + ": " + failed.getCause());
    }
  }

  /** The file that names the last database does not hold its password. */
  private static String hint(ServerConfig config, Map<String, String> options) {
    boolean remembered =
        config.store() instanceof StoreConfig.Postgres postgres
            && postgres.password().isEmpty()
            && !options.containsKey("database")
            && LastRun.read(config.home()).isPresent();
    return remembered
        ? "\n(the database is the one that the server last used; if it needs a password,"
            + " set CARILLON_DATABASE_PASSWORD or use --database)"
        : "";
  }

  private int complain(String message) {
    PrintWriter err = err();
    err.println("carillon: " + message);
    err.flush();
    return 1;
  }

  /** For words about the work. */
  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What a command does. */
  @FunctionalInterface
  interface Work {
    /** Does it; the exit code. */
    int on(StoppedHome offline, PrintWriter out);
  }
}
