package dev.carillon.server.operations.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows of all tables arrive as they were, also where the copy is interrupted. */
class CopiedHomeTest {

  private static final PortionLimits SMALL = new PortionLimits(5, 1 << 20);

  private static List<CopiedTable> tables = List.of();

  @TempDir private Path folder;
  private String url = "";
  private FilledHome filled = new FilledHome(Path.of(""));

  @BeforeAll
  static void look(@TempDir Path scratch) throws SQLException {
    tables = Databases.tables(scratch);
  }

  @BeforeEach
  void fill() throws SQLException {
    url = TestDatabase.POSTGRESQL.fresh();
    filled = FilledHome.in(folder.resolve("home"), tables);
  }

  @Test
  void everyTableHasTheSameRowsAndTheFileStaysAsItIs() throws Exception {
    Databases.execute(
        "jdbc:sqlite:" + filled.file(),
        "update events set payloads = zeroblob(40000000) where sequence = 1001");
    String before = Digests.sha256(filled.file());
    Typed typed = Typed.run("database", "copy", "--to", url, "--home", filled.home().toString());
    assertThat(typed.is(0).err())
        .contains("Copying " + tables.size() + " tables", "equal", "The home now uses " + url)
        .contains("The character U+0000 was replaced by U+FFFD in ")
        .doesNotContain("DIFFERENT");
    same();
    try (Connection target = DriverManager.getConnection(url)) {
      assertThat(Sql.number(target, "select count(*) from log_partitions")).isEqualTo(2);
      assertThat(Sql.number(target, "select count(*) from event_subjects_rest")).isZero();
    }
    assertThat(Digests.sha256(filled.file())).isEqualTo(before);
  }

  @Test
  void aCopyThatIsInterruptedAfterAnyPortionContinuesBehindIt() throws Exception {
    int portions = 0;
    List<CopyBeginning> beginnings = new ArrayList<>();
    Interrupted steps = new Interrupted(beginnings);
    TransferReport report = null;
    while (report == null) {
      try {
        report = transfer(steps).run(true);
      } catch (StopHere interrupted) {
        portions++;
      }
    }
    assertThat(portions).isGreaterThan(tables.size());
    assertThat(beginnings.removeFirst()).isEqualTo(CopyBeginning.ANEW);
    assertThat(beginnings).hasSize(portions).containsOnly(CopyBeginning.CONTINUED);
    assertThat(report.equal()).isTrue();
    same();
  }

  @Test
  void aHomeThatWasUsedMeanwhileIsCopiedFromTheBeginning() throws Exception {
    List<CopyBeginning> beginnings = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> transfer(new Interrupted(beginnings)).run(true))
          .isInstanceOf(StopHere.class);
    }
    try (Connection connection = filled.connect();
        var statement = connection.createStatement()) {
      statement.execute("update users set email = 'changed', full_name = 'too'");
      statement.execute("delete from usage_log where rowid = (select min(rowid) from usage_log)");
    }
    TransferReport report = transfer(new Patient(beginnings)).run(true);
    assertThat(beginnings).endsWith(CopyBeginning.CONTINUED, CopyBeginning.REPEATED);
    assertThat(report.equal()).isTrue();
    same();
  }

  @Test
  void aDifferenceIsNamedWithTableAndKeyAndTheHomeStaysWithItsFile() throws Exception {
    for (String change :
        List.of(
            "update webhooks set description = description || ' ' where key = 1003",
            "update attempts set manual = not manual where number = 1005",
            "delete from event_subjects where sequence = 1002",
            "insert into revoked_tokens values ('zz-more', 1)")) {
      TransferReport report =
          transfer(
                  new Patient(new ArrayList<>()) {
                    @Override
                    public void copied(CopiedTable table, CopyProgress progress) {
                      if (table.equals(tables.getLast()) && progress.done()) {
                        change(change);
                      }
                    }
                  })
              .run(true);
      assertThat(report.equal()).as(change).isFalse();
      assertThat(report.switched()).isFalse();
      url = TestDatabase.POSTGRESQL.fresh();
    }
    Typed typed = Typed.run("database", "copy", "--to", url, "--home", filled.home().toString());
    typed.is(0);
  }

  @Test
  void theDifferenceIsTold() throws Exception {
    String home = filled.home().toString();
    Typed.run("database", "copy", "--to", url, "--home", home, "--no-switch").is(0);
    change("update webhooks set description = description || ' ' where key = 1003");
    change("delete from event_subjects where sequence = 1002");
    change("insert into revoked_tokens values ('zz-more', 1)");
    Typed typed = Typed.run("database", "copy", "--to", url, "--home", home);
    assertThat(typed.is(1).err())
        .contains("DIFFERENT: the row key 1003 differs in description")
        .contains("DIFFERENT: the row block 1002, subject 'id-\uD83D\uDE00-2', sequence 1002 is")
        .contains("DIFFERENT: the row token_id 'zz-more' should not be there")
        .contains("The copy differs, so the home stays with its SQLite file");
    assertThat(filled.home().resolve("data/carillon.db.moved")).doesNotExist();
  }

  private void change(String sql) {
    try {
      Databases.execute(url, sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void same() throws SQLException {
    try (Connection source = filled.connect();
        Connection target = DriverManager.getConnection(url)) {
      for (CopiedTable table : tables) {
        List<String> before = FilledHome.rows(source, table);
        assertThat(before).as(table.name()).hasSizeGreaterThanOrEqualTo(FilledHome.ROWS - 1);
        List<String> after = FilledHome.rows(target, table);
        assertThat(after.equals(before)).as(table.name()).isTrue();
      }
    }
  }

  private DatabaseTransfer transfer(TransferSteps steps) throws IOException {
    Files.createDirectories(filled.home());
    ServerConfig config = Databases.config(filled.home(), url);
    return new DatabaseTransfer(config, (StoreConfig.Postgres) config.store(), SMALL, steps);
  }

  /** Lets everything happen. */
  private static class Patient implements TransferSteps {

    private final List<CopyBeginning> beginnings;

    Patient(List<CopyBeginning> beginnings) {
      this.beginnings = beginnings;
    }

    @Override
    public void began(CopyBeginning how, List<CopiedTable> tables) {
      beginnings.add(how);
    }

    @Override
    public void copied(CopiedTable table, CopyProgress progress) {}

    @Override
    public void compared(TableVerdict verdict) {}
  }

  /** Ends after each portion. */
  private static final class Interrupted extends Patient {

    Interrupted(List<CopyBeginning> beginnings) {
      super(beginnings);
    }

    @Override
    public void copied(CopiedTable table, CopyProgress progress) {
      throw new StopHere();
    }
  }

  /** Stands for the end of the process. */
  private static final class StopHere extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
