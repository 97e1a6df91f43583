package dev.carillon.server.platform.audit;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Purges entries that are older than they are to be kept, a thousand at a time, so that those
 * behind them still hang together: the last that was purged stays as the chain's base.
 */
final class AuditRetention {

  private static final System.Logger LOG = System.getLogger(AuditRetention.class.getName());
  private static final int STEP = 1_000;
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Database database;
  private final AuditStore store;
  private final IntSupplier days;
  private final InstantSource clock;
  private long nextAt;
  private long purged;
  private ChainHead.Link upTo = ChainHead.Link.NONE;

  /**
   * Nothing is purged yet.
   *
   * @param days how long entries are kept
   */
  AuditRetention(Database database, AuditStore store, IntSupplier days, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.days = days;
    this.clock = clock;
  }

  /** Whether it is time to look; true once for each time. */
  boolean due() {
    return clock.millis() >= nextAt;
  }

  /** Purges the next thousand; an entry about all of them, once there are no more. */
  Optional<AuditEntry> step() {
    try {
      Optional<ChainHead.Link> end = purgeable();
      if (end.isPresent()) {
        ChainHead.Link link = end.get();
        long base = database.read(AuditStore::head).base().seq();
        database.write(
            connection -> {
              store.purge(connection, link);
              return link;
            });
        purged += link.seq() - base;
        upTo = link;
        return Optional.empty();
      }
    } catch (HooksException failed) {
      LOG.log(Level.WARNING, "Old audit entries could not be deleted; retrying later", failed);
    }
    nextAt = clock.millis() + EVERY.toMillis();
    Optional<AuditEntry> told =
        purged == 0 ? Optional.empty() : Optional.of(SystemEntries.purged(upTo, purged));
    purged = 0;
    return told;
  }

  /** The thousandth oldest entry, or the newest of fewer, that is old enough and has one behind. */
  private Optional<ChainHead.Link> purgeable() {
    long before = clock.instant().minus(Duration.ofDays(days.getAsInt())).toEpochMilli();
    return database.read(
        connection -> {
          var oldest =
              Sql.list(
                  connection,
                  "select seq, hash, at from audit_log order by seq limit ?",
                  row ->
                      new Old(new ChainHead.Link(row.getLong(1), row.getString(2)), row.getLong(3)),
                  STEP + 1);
          ChainHead.Link last = ChainHead.Link.NONE;
          for (Old each : oldest.subList(0, Math.max(0, oldest.size() - 1))) {
            if (each.at() >= before) {
              break;
            }
            last = each.link();
          }
          return last.seq() == 0 ? Optional.empty() : Optional.of(last);
        });
  }

  private record Old(ChainHead.Link link, long at) {}
}
