package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.postgresql.LogRoom;
import dev.carillon.hooks.jdbc.store.OpenRecovery;
import dev.carillon.server.platform.database.UnfinishedCopy;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far a copy is, in two tables of the database that is filled. They are written in the same
 * transaction as the rows that they tell of, so an interrupted copy continues behind the last row.
 */
final class CopyState {

  /** The table with a row for each table that is copied. */
  static final String TABLES = "database_copy_tables";

  private static final List<String> MAKE =
      List.of(
          "create table %s (home text not null, source text not null, version text not null)"
              .formatted(UnfinishedCopy.TABLE),
          "create table %s (name text primary key, copied bigint not null, position text[] not null, replaced bigint not null, done boolean not null)"
              .formatted(TABLES));

  private static final String BEGIN =
      "insert into %s values (?, 0, '{}', 0, false)".formatted(TABLES);
  private static final String PROGRESS =
      "select copied, position, replaced, done from %s where name = ?".formatted(TABLES);

  /** The number of rows is that which was read: of two that copy only one gets on. */
  private static final String MOVE_ON =
      """
      update %s set copied = ?, position = ?, replaced = ?, done = ?
      where name = ? and copied = ? and not done\
      """
          .formatted(TABLES);

  private final TargetDatabase target;

  private CopyState(TargetDatabase target) {
    this.target = target;
  }

  /** Of this database. */
  static CopyState in(TargetDatabase target) {
    return new CopyState(target);
  }

  /**
   * Begins a copy, or continues one of this home.
   *
   * @param home the id of the home
   * @throws Failure where the database is used, or is a copy of another home
   */
  CopyBeginning begin(String home, SourceFile source) throws SQLException {
    if (UnfinishedCopy.in(target.connection())) {
      return continued(home, source);
    }
    target.makeTables();
    List<CopiedTable> tables = Catalogue.tables(source.connection(), target.connection());
    target.requireUnused();
    for (String make : MAKE) {
      target.execute(make);
    }
    Sql.update(
        target.connection(),
        "insert into %s values (?, ?, ?)".formatted(UnfinishedCopy.TABLE),
        home,
        source.file().toString(),
        source.version());
    empty(tables, source);
    target.connection().commit();
    return CopyBeginning.ANEW;
  }

  private CopyBeginning continued(String home, SourceFile source) throws SQLException {
    if (!isOf(home)) {
      throw new Failure(
          ExitCode.CONFLICT,
          "nothing was copied: the database %s holds a part of another home, %s. Name an empty database, or drop this one and create it again"
              .formatted(
                  target.store().address(),
                  target.text("select source from " + UnfinishedCopy.TABLE)));
    }
    List<CopiedTable> tables = Catalogue.tables(source.connection(), target.connection());
    if (target.text("select version from " + UnfinishedCopy.TABLE).equals(source.version())) {
      target.connection().commit();
      return CopyBeginning.CONTINUED;
    }
    Sql.update(
        target.connection(),
        "update %s set version = ?, source = ?".formatted(UnfinishedCopy.TABLE),
        source.version(),
        source.file().toString());
    empty(tables, source);
    target.connection().commit();
    return CopyBeginning.REPEATED;
  }

  /** Whether what is there of a copy is this home's. */
  boolean isOf(String home) throws SQLException {
    return target.text("select home from " + UnfinishedCopy.TABLE).equals(home);
  }

  /** The scripts put first rows into some. Rows of a long log get a range while there are none. */
  private void empty(List<CopiedTable> tables, SourceFile source) throws SQLException {
    target.execute(
        "truncate " + tables.stream().map(CopiedTable::quoted).collect(Collectors.joining(", ")));
    LogRoom.make(
        TableNames.PLAIN.on(target.connection()),
        OpenRecovery.given(TableNames.PLAIN.on(source.connection())));
    target.execute("delete from " + TABLES);
    for (CopiedTable table : tables) {
      Sql.update(target.connection(), BEGIN, table.name());
    }
  }

  /** How far a table is. */
  CopyProgress of(CopiedTable table) throws SQLException {
    return Sql.first(
            target.connection(),
            PROGRESS,
            row ->
                new CopyProgress(
                    row.getLong(1),
                    Arrays.asList((String[]) row.getArray(2).getArray()),
                    row.getLong(3),
                    row.getBoolean(4)),
            table.name())
        .orElseThrow();
  }

  /**
   * Notes in the present transaction what it has copied.
   *
   * @throws Failure where another process has
   */
  void moveOn(CopiedTable table, CopyProgress from, CopyProgress to) throws SQLException {
    int changed =
        Sql.update(
            target.connection(),
            MOVE_ON,
            to.copied(),
            target.connection().createArrayOf("text", to.position().toArray()),
            to.replaced(),
            to.done(),
            table.name(),
            from.copied());
    if (changed != 1) {
      throw new Failure(
          ExitCode.CONFLICT,
          "another process copies into %s. Let it end, then run this again"
              .formatted(target.store().address()));
    }
  }

  /** The database is no unfinished copy any more: servers may start on it from then on. */
  void end() throws SQLException {
    target.execute("drop table %s, %s".formatted(TABLES, UnfinishedCopy.TABLE));
    target.connection().commit();
  }
}
