package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.DrivenClock;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Machine;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.RunningServer;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves a home with a million deliveries from SQLite to PostgreSQL: {@code carillon database copy},
 * as it is typed, until both databases are compared and the home is switched.
 */
public final class HomeCopy implements Program {

  private static final int DELIVERIES = 1_000_000;
  private static final int BRIEF_DELIVERIES = 100_000;
  private static final double AIM_SECONDS = 60;
  private static final Duration MONTH = Duration.ofDays(29);

  @Override
  public String purpose() {
    return "seconds to move a home with 1,000,000 deliveries from SQLite to PostgreSQL";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    Folder.empty(options.work());
    Path home = options.work().resolve("home");
    String launcher = options.launcher().toString();
    RunningServer.start(List.of(launcher), home).close();
    int deliveries = options.brief() ? BRIEF_DELIVERIES : DELIVERIES;
    Path file = home.resolve("data").resolve("carillon.db");
    fill(file, home.resolve("config").resolve("secret.key"), deliveries);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("deliveries", deliveries);
    more.put("sqliteBytes", Files.size(file));
    double seconds;
    try (PostgresServer server =
        PostgresServer.open(options.database(), options.work().resolve("postgres"))) {
      System.out.println("settings: " + server.settings());
      String url = server.emptySchema();
      long cpu = Machine.childrenCpuNanos();
      long started = System.nanoTime();
      copy(launcher, url, home);
      seconds = (System.nanoTime() - started) / 1e9;
      more.put("cpuSeconds", Math.round((Machine.childrenCpuNanos() - cpu) / 1e7) / 100.0);
      more.put("deliveriesPerSecond", Math.round(deliveries / seconds));
      more.put("bytesPerSecond", Math.round(Files.size(file) / seconds));
    }
    return new Result(seconds, "s", AIM_SECONDS, 1, more);
  }

  private static void fill(Path file, Path key, int deliveries) throws IOException {
    Instant end = Instant.now();
    Instant start = end.minus(MONTH);
    DrivenClock clock = new DrivenClock(start);
    AesSecretCipher cipher = AesSecretCipher.open(key);
    try (Database database = SqliteDatabase.open(file)) {
      Store store = SqliteStore.open(database, cipher, text -> EventFilter.ALL, clock);
      for (int n = 0; n < LongLog.WEBHOOKS; n++) {
        Webhook.Subscription wanted = Webhook.Subscription.to(LongLog.CHANGED, LongLog.RARE);
        store.webhooks().add(Webhook.of("w" + n, "https://example.org/" + n, wanted, end));
      }
      new LongLog(database, store, clock).fill(deliveries, start, end);
    }
  }

  private static void copy(String launcher, String url, Path home)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(launcher, "database", "copy", "--to", url, "--home", home.toString());
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("the copy ended with " + code);
    }
  }
}
