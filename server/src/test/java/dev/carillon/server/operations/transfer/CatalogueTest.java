package dev.carillon.server.operations.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of tables is that of the catalogues, and each difference between them is planned. */
class CatalogueTest {

  private static final String COLUMNS_OF_POSTGRESQL =
      """
      select c.relname || '.' || a.attname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
      where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped and a.attnotnull
        and not a.atthasdef and a.attidentity = ''
      """;

  private static final String SEQUENCES_ALONE =
      """
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and c.relkind = 'S' and not exists (
        select 1 from pg_depend d
        where d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0)
      """;

  private static final String HAS_COLUMN =
      "select 1 from information_schema.columns where table_name || '.' || column_name = ?";

  private static Connection source;
  private static Connection target;

  @BeforeAll
  static void open(@TempDir Path home) throws SQLException {
    source = Databases.source(home);
    target = Databases.target();
    source.setAutoCommit(false);
    target.setAutoCommit(false);
  }

  @AfterEach
  void takeBack() throws SQLException {
    source.rollback();
    target.rollback();
  }

  @AfterAll
  static void close() throws SQLException {
    source.close();
    target.close();
  }

  @Test
  void everyTableOfTheHomeIsCopiedWithAllItsColumns() throws SQLException {
    List<CopiedTable> tables = Catalogue.tables(source, target);
    List<String> all =
        Sql.list(
            source,
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%'"
                + " escape '~' and name <> 'schema_history'",
            row -> row.getString(1));
    assertThat(tables).extracting(CopiedTable::name).containsExactlyInAnyOrderElementsOf(all);
    for (CopiedTable table : tables) {
      assertThat(table.columns())
          .extracting(CopiedTable.Column::name)
          .as(table.name())
          .hasSize(
              (int) Sql.number(source, "select count(*) from pragma_table_info(?)", table.name()));
    }
  }

  @Test
  void whatOnlyPostgresqlHasNeedsNoValueOfTheHome() throws SQLException {
    List<String> copied =
        Catalogue.tables(source, target).stream()
            .flatMap(
                table -> table.columns().stream().map(column -> table.name() + "." + column.name()))
            .toList();
    assertThat(Sql.list(target, COLUMNS_OF_POSTGRESQL, row -> row.getString(1)))
        .filteredOn(
            column ->
                !Catalogue.ONLY_ON_POSTGRESQL.containsKey(column.replaceFirst("\\..*", ""))
                    && !column.startsWith("schema_history."))
        .isSubsetOf(copied);
    assertThat(Sql.list(target, SEQUENCES_ALONE, row -> row.getString(1)))
        .containsExactly(TargetSequences.DELIVERIES);
  }

  @Test
  void aTableIsFilledAfterThoseThatItsForeignKeysName() throws SQLException {
    assertThat(Catalogue.tables(source, target))
        .extracting(CopiedTable::name)
        .containsSubsequence("assets", "relations")
        .containsSubsequence("access_groups", "rendition_preset_groups")
        .containsSubsequence("rendition_presets", "rendition_preset_groups")
        .containsSubsequence("users", "password_links");
  }

  @Test
  void aTableThatIsNewInOneOfThemIsNotLeftOutSilently() throws SQLException {
    Sql.update(target, "create table only_here (id bigint)");
    assertThatThrownBy(() -> Catalogue.tables(source, target)).hasMessageContaining("only_here");
    Sql.update(target, "drop table only_here");
    Sql.update(source, "create table only_there (id integer)");
    assertThatThrownBy(() -> Catalogue.tables(source, target)).hasMessageContaining("only_there");
  }

  @Test
  void aColumnThatIsNewInTheHomeIsNotLeftOutSilently() throws SQLException {
    Sql.update(source, "alter table users add column shoe_size integer");
    assertThatThrownBy(() -> Catalogue.tables(source, target))
        .hasMessageContaining("PostgreSQL has no column users.shoe_size");
  }

  @Test
  void aColumnThatIsNewInPostgresqlIsPlannedOrEndsTheCopy() throws SQLException {
    for (String column : Catalogue.COLUMNS_ONLY_ON_POSTGRESQL.keySet()) {
      assertThat(Sql.any(target, HAS_COLUMN, column)).as(column).isTrue();
    }
    Sql.update(target, "alter table users add column hat_size bigint");
    assertThatThrownBy(() -> Catalogue.tables(source, target))
        .hasMessageContaining("columns that only PostgreSQL has: [users.hat_size]");
  }
}
