package dev.carillon.server;

import dev.carillon.hooks.HooksException;
import dev.carillon.server.config.ServerConfig;
import dev.carillon.server.http.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where commands that work without a server find what they work on, and how they fail. */
final class OfflineOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

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

  /** Whether any of them was given. */
  boolean given() {
    return home != null || database != null;
  }

  /** Does the work; whatever refuses it is told in a sentence. */
  int run(Work work) {
    Logging.configure();
    Map<String, String> options = new HashMap<>();
    if (home != null) {
      options.put(ServerConfig.HOME, home);
    }
    if (database != null) {
      options.put("database", database);
    }
    try (Offline offline = new Offline(ServerConfig.read(options, System.getenv()))) {
      return work.on(offline, out());
    } catch (IllegalArgumentException | IllegalStateException | HooksException | Problem refused) {
      return complain(String.valueOf(refused.getMessage()));
    } catch (IOException failed) {
      return complain(String.valueOf(failed.getMessage()));
    } catch (UncheckedIOException failed) {
      return complain(failed.getMessage() + ": " + failed.getCause());
    }
  }

  private int complain(String message) {
    PrintWriter err = err();
    err.println("carillon: " + message);
    err.flush();
    return 1;
  }

  /** For words about the work. */
  PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli fills this in");
    }
    return spec;
  }

  /** What a command does. */
  @FunctionalInterface
  interface Work {
    /** Does it; the exit code. */
    int on(Offline offline, PrintWriter out);
  }
}
