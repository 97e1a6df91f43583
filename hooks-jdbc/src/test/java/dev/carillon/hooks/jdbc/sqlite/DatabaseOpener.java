package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a database, and whose exit code says whether it could. */
final class DatabaseOpener {

  static final int OPENED = 0;
  static final int REFUSED = 3;
  private static final int FAILED = 4;

  private DatabaseOpener() {}

  /** Starts one and waits for its end; its exit code. */
  static int inAnotherProcess(Path file) throws IOException, InterruptedException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DatabaseOpener.class.getName(),
            file.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Its argument is the file. */
  public static void main(String[] arguments) {
    try {
      SqliteDatabase.open(Path.of(arguments[0])).close();
    } catch (HooksException refusal) {
      System.exit(refusal.code() == Code.STORE_LOCKED ? REFUSED : FAILED);
    }
    System.exit(OPENED);
  }
}
