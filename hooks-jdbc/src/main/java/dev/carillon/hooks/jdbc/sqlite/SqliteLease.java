package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Lease;
import java.time.Duration;

/** The lock on the file is the lease: it lasts as long as the database is open. */
final class SqliteLease implements Lease {

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
