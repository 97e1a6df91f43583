package dev.carillon.server.crash;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A process that does nothing but keep a store in order: a server does it too seldom to wait for.
 * Arguments: the home, what to do, how much of it, and the folder and passes of a {@link Point}.
 */
public final class StoreUpkeep {

  private StoreUpkeep() {}

  /** Purges all that has ended, or tidies up. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Task task = Task.valueOf(arguments[1]);
    int amount = Integer.parseInt(arguments[2]);
    Duration ahead = task == Task.TIDY ? Duration.ofMinutes(amount) : Duration.ZERO;
    AesSecretCipher cipher = AesSecretCipher.open(home.resolve("config").resolve("secret.key"));
    try (Database database = SqliteDatabase.open(new StoreFile(home).path())) {
      Store store =
          SqliteStore.open(
              database,
              cipher,
              text -> {
                throw new IllegalStateException("this reads no filter: " + text);
              },
              Clock.offset(Clock.systemUTC(), ahead));
      Point.arm(Path.of(arguments[3]), Integer.parseInt(arguments[4]));
      task.run(store, amount);
    }
  }

  /** Runs it in a process of its own, which ends at a point that it passes so many times. */
  static int die(StoreFile store, Task task, int amount, Point point, Path folder, int passes)
      throws Exception {
    Process process =
        new ProcessBuilder(
                point
                    .in(folder)
                    .java(
                        StoreUpkeep.class.getName(),
                        store.home().toString(),
                        task.name(),
                        Integer.toString(amount),
                        folder.toString(),
                        Integer.toString(passes)))
            .inheritIO()
            .start();
    int code = process.waitFor();
    Point.disarm(folder);
    return code;
  }

  /** What is done. */
  enum Task {
    /** Removes all that has ended, so many at once. */
    PURGE {
      @Override
      void run(Store store, int limit) {
        int purged = limit;
        while (purged == limit) {
          purged = store.retention().purge(Instant.now(), limit).deliveries();
        }
      }
    },
    /** Files and gives rows as it is done so many minutes later. */
    TIDY {
      @Override
      void run(Store store, int minutes) {
        boolean more = true;
        while (more) {
          more = store.retention().tidy();
        }
      }
    };

    abstract void run(Store store, int amount);
  }
}
