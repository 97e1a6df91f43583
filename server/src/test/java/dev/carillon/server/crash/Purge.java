package dev.carillon.server.crash;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * A process that does nothing but sweep: a server does it too seldom to wait for. Arguments: the
 * home, how many rows at once, and the folder and passes of a {@link Point}; passes 0 for none.
 */
public final class Purge {

  private Purge() {}

  /** Sweeps everything that has ended. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    int limit = Integer.parseInt(arguments[1]);
    int passes = Integer.parseInt(arguments[3]);
    AesSecretCipher cipher = AesSecretCipher.open(home.resolve("config").resolve("secret.key"));
    try (Database database = SqliteDatabase.open(new StoreFile(home).path())) {
      Store store =
          SqliteStore.open(
              database,
              cipher,
              text -> {
                throw new IllegalStateException("sweeping reads no filter: " + text);
              },
              Clock.systemUTC());
      if (passes > 0) {
        Point.arm(Path.of(arguments[2]), passes);
      }
      int swept = limit;
      while (swept == limit) {
        swept = store.retention().sweep(Instant.now(), limit).deliveries();
      }
    }
  }
}
