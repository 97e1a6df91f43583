package dev.carillon.server.operations.home;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a command works on. */
public final class DatabaseOption {

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://…, or '' for the embedded database (default: the database"
              + " that the server of this home last used).")
  private @Nullable String database;

  /** Whether one was named. */
  public boolean given() {
    return database != null;
  }

  /** As options of a server. */
  Map<String, String> options() {
    return database == null ? Map.of() : Map.of("database", database);
  }
}
