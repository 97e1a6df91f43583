package dev.carillon.hooks.jdbc.sqlite;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.testkit.AttemptsContract;
import dev.carillon.hooks.testkit.CancellationContract;
import dev.carillon.hooks.testkit.DueDeliveriesContract;
import dev.carillon.hooks.testkit.HoldsContract;
import dev.carillon.hooks.testkit.LogContract;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.OperationalEventsContract;
import dev.carillon.hooks.testkit.OutboxContract;
import dev.carillon.hooks.testkit.SettlementsContract;
import dev.carillon.hooks.testkit.StoreSuccession;
import dev.carillon.hooks.testkit.StoreUnderTest;
import dev.carillon.hooks.testkit.TakeOverContract;
import dev.carillon.hooks.testkit.TraceContract;
import dev.carillon.hooks.testkit.WebhooksContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** What a packed store keeps to so far. */
class PackedSqliteStoreTest extends StoreSuccession
    implements OutboxContract,
        WebhooksContract,
        DueDeliveriesContract,
        SettlementsContract,
        HoldsContract,
        OperationalEventsContract,
        TraceContract,
        LogContract,
        CancellationContract,
        AttemptsContract,
        TakeOverContract {

  @TempDir Path folder;
  private @Nullable PackedFixture owners;

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    PackedFixture first = PackedFixture.in(folder);
    owners = first;
    return first.open(clock);
  }

  @Override
  protected StoreUnderTest openNext(StoreUnderTest before, ManualClock clock) {
    return requireNonNull(owners).next(before, clock);
  }
}
