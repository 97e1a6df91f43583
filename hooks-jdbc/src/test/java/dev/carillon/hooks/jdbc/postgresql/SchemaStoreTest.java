package dev.carillon.hooks.jdbc.postgresql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/**
 * The contract of a store whose tables have a schema of their own, in the database of a program
 * whose tables have the same names. Of that program nothing changes. The schema's name is a word of
 * SQL.
 */
@Tag("long")
class SchemaStoreTest extends StoreContract {

  private static final TableNames NAMES = TableNames.PLAIN.inSchema("order");

  private @Nullable HikariDataSource pool;
  private List<String> before = List.of();

  @Override
  protected StoreUnderTest open(ManualClock clock) {
    var succession = new PostgresSuccession(StoreLimits.DEFAULT, Server.ONE::pool, NAMES);
    pool = Server.ONE.pool(succession.database());
    HostTables host = new HostTables(pool);
    host.make();
    before = host.state();
    return succession.open(clock);
  }

  @AfterEach
  void nothingOfTheHostHasChanged() {
    try (HikariDataSource own = requireNonNull(pool)) {
      assertThat(new HostTables(own).state()).isEqualTo(before).contains("1of the host");
    }
  }
}
