package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.store.NodeEpoch;
import java.sql.Connection;
import java.time.Duration;

/**
 * The lock on the file is the lease: it lasts as long as the database is open. The file has one
 * owner at a time, so rows need not say which: a start owns at once whatever is pending, a million
 * rows as quickly as none.
 *
 * <p>What a crash leaves: open and pending deliveries, also of attempts whose result was not
 * stored, whatever the receiver's response. The next start reads them and sends them again, with
 * the same ids and the same bytes.
 */
final class SqliteLease implements Lease, NodeEpoch {

  @Override
  public long epoch() {
    return 0;
  }

  @Override
  public void check(Connection connection) {
    // no other process opens this database
  }

  @Override
  public Duration renewEvery() {
    return Duration.ofHours(1);
  }

  @Override
  public boolean renew() {
    return true;
  }

  @Override
  public void release() {}
}
