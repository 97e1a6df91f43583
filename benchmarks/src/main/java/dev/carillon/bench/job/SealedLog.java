package dev.carillon.bench.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.embedded.EmbeddedHooks;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.webhooks.proof.ProofSealer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.flywaydb.core.Flyway;

/**
 * The log of a round of the job, hashed as the server does it while proofs are on: by the same
 * thread, database and audit log, with a clock that is ahead, so that nothing has to be waited for.
 */
final class SealedLog {

  /** What ended before is old enough to be hashed, also where a segment is not full. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final String SERVER_TABLES = "classpath:dev/carillon/server/sqlite";

  /** The version of the library's tables, which are there. */
  private static final String LIBRARY_TABLES = "1";

  private static final String BEGIN = "update proof_position set read_to = ?, covered_from = ?";
  private static final String HASHED = "select coalesce(sum(attempts), 0) from proof_segments";
  private static final int KEPT_DAYS = 365;
  private static final byte[] KEY = "only for this measurement".getBytes(UTF_8);

  private SealedLog() {}

  /**
   * Hashes all that ended since a time.
   *
   * @param folder of the job's store, with tables called as the server's are
   * @return what hashing took for each attempt
   */
  static Round seal(Path folder, Instant since, RunningReceiver receiver) throws IOException {
    Path file = folder.resolve(EmbeddedHooks.SERVER_FILE);
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, "", "")
        .locations(SERVER_TABLES)
        .baselineOnMigrate(true)
        .baselineVersion(LIBRARY_TABLES)
        .load()
        .migrate();
    try (Database database = SqliteDatabase.open(file)) {
      return seal(database, folder, since, receiver);
    }
  }

  private static Round seal(Database database, Path folder, Instant since, RunningReceiver receiver)
      throws IOException {
    long from = ChronoUnit.MICROS.between(Instant.EPOCH, since);
    database.<Integer>write(connection -> Sql.update(connection, BEGIN, from, from));
    InstantSource clock = () -> Instant.now().plus(AHEAD);
    Store store =
        SqliteStore.open(
            database,
            AesSecretCipher.open(folder.resolve("secret.key")),
            text -> EventFilter.ALL,
            InstantSource.system());
    try (AuditLog audit =
            new AuditLog(
                database,
                AuditLog.Keeping.of(folder, () -> KEPT_DAYS, clock),
                (route, method) -> "");
        ProofSealer sealer =
            new ProofSealer(database, store.webhooks(), KEY, audit, clock, () -> true, "bench")) {
      Stopwatch watch = new Stopwatch(receiver);
      long hashed = 0;
      for (long before = -1; before < hashed; ) {
        before = hashed;
        sealer.look();
        hashed = database.read(connection -> Sql.number(connection, HASHED));
      }
      return watch.lap(System.nanoTime()).round(hashed, Verdict.NONE);
    }
  }
}
