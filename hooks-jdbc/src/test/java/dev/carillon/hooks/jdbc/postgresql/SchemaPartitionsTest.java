package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.TableNames;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ranges are made and dropped in a schema of their own, under names with a prefix. */
@Tag("long")
class SchemaPartitionsTest extends PartitionsFixture {

  private static final int DAYS = 12;

  private static final String TABLES =
      """
      select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = '%s' and c.relkind in ('r', 'p') and c.relname ~ '%s'
      """;

  @Override
  TableNames names() {
    return TableNames.prefixed("bell_").inSchema("shop");
  }

  @Test
  void rangesComeAndGoBesideTheTablesOfAnotherProgram() {
    HostTables host = new HostTables(database.pool());
    host.make();
    List<String> before = host.state();
    days(2);
    Delivery waiting = record("needed");
    fails(waiting);
    days(DAYS);
    purge(4);

    assertThat(ranges()).startsWith(0L).hasSizeBetween(4, 8).doesNotContain(2L);
    for (String table : List.of("events", "attempts", "event_subjects")) {
      assertThat(number(TABLES.formatted("shop", "^bell_" + table + "_[0-9]+$")))
          .as(table)
          .isEqualTo(ranges().size());
    }
    assertThat(store.attempts().of(waiting.id())).hasSize(1);
    assertThat(number(TABLES.formatted("public", "."))).isEqualTo(5);
    assertThat(host.state()).isEqualTo(before);
  }
}
