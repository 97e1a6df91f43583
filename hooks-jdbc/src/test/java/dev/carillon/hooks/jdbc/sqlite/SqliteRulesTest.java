package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreRulesContract;
import dev.carillon.hooks.testkit.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRulesTest extends StoreRulesContract {

  @TempDir Path folder;
  private SqliteSuccession owners;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    owners = SqliteSuccession.in(folder);
    return owners.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return owners.next(before, clock);
  }
}
