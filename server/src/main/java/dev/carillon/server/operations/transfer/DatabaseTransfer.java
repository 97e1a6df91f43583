package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.operations.home.HomeId;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.MovedDatabase;
import dev.carillon.server.platform.database.UnfinishedCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves the database of a home from SQLite to PostgreSQL: copies all tables, compares them, and
 * only if all are equal lets the home use the copy. Interrupted at any moment, the home uses one of
 * both or, in the last step, none, and the next run continues.
 */
final class DatabaseTransfer {

  private final StoreConfig.Embedded from;
  private final StoreConfig.Postgres to;
  private final Path home;
  private final HomeSwitch homeSwitch;
  private final PortionLimits limits;
  private final TransferSteps steps;

  /**
   * A transfer.
   *
   * @param config of the home's server on the new database
   * @param steps is told what was done
   */
  DatabaseTransfer(
      ServerConfig config, StoreConfig.Postgres to, PortionLimits limits, TransferSteps steps) {
    this.home = config.home();
    this.from = new StoreConfig.Embedded(home.resolve("data").resolve("carillon.db"));
    this.to = to;
    this.homeSwitch = new HomeSwitch(config, to, from.file());
    this.limits = limits;
    this.steps = steps;
  }

  /**
   * Does it.
   *
   * @param use whether the home is to use the copy
   * @throws Failure where it cannot be done; the message says what to do
   */
  TransferReport run(boolean use) throws IOException {
    try (SourceFile source = SourceFile.hold(from)) {
      Optional<MovedDatabase> moved = homeSwitch.done();
      moved.ifPresent(homeSwitch::requireSame);
      try (TargetDatabase target = TargetDatabase.connect(to)) {
        return moved.isPresent() ? finishMoved(target, moved.get()) : copy(source, target, use);
      } catch (SQLException failed) {
        throw TargetFailures.of(to, failed);
      }
    } catch (SQLException failed) {
      throw new Failure(
          ExitCode.FAILURE,
          "nothing was copied: the database %s cannot be read: %s"
              .formatted(from.file(), failed.getMessage()));
    }
  }

  private TransferReport copy(SourceFile source, TargetDatabase target, boolean use)
      throws SQLException, IOException {
    CopyState state = CopyState.in(target);
    CopyBeginning beginning = state.begin(homeId(), source);
    List<CopiedTable> tables = Catalogue.tables(source.connection(), target.connection());
    target.connection().commit();
    steps.began(beginning, tables);
    TableCopier copier = new TableCopier(source, target, limits, steps::copied);
    long replaced = 0;
    for (CopiedTable table : tables) {
      replaced += copier.copy(table).replaced();
    }
    TargetSequences.set(source, target, tables);
    List<TableVerdict> verdicts = new ArrayList<>();
    for (CopiedTable table : tables) {
      TableVerdict verdict = TableComparison.of(source, target, table);
      verdicts.add(verdict);
      steps.compared(verdict);
    }
    target.requireNoServer();
    target.connection().commit();
    TransferReport report = new TransferReport(to.address(), verdicts, replaced, false);
    if (!use || !report.equal()) {
      return report;
    }
    homeSwitch.decide();
    return finish(target, verdicts, replaced);
  }

  /** The rest of what an earlier run has decided, if what it copied is still there. */
  private TransferReport finishMoved(TargetDatabase target, MovedDatabase moved)
      throws SQLException, IOException {
    boolean there =
        UnfinishedCopy.in(target.connection())
            ? CopyState.in(target).isOf(homeId())
            : target.used();
    if (!there) {
      throw homeSwitch.lost(moved);
    }
    return finish(target, List.of(), 0);
  }

  private TransferReport finish(TargetDatabase target, List<TableVerdict> verdicts, long replaced)
      throws SQLException, IOException {
    homeSwitch.nameIt();
    if (UnfinishedCopy.in(target.connection())) {
      CopyState.in(target).end();
    }
    target.connection().rollback();
    return new TransferReport(to.address(), verdicts, replaced, true);
  }

  private String homeId() throws IOException {
    String id = HomeId.made(home);
    if (id.isEmpty()) {
      throw new IOException("nothing was copied: the home " + home + " cannot be written");
    }
    return id;
  }
}
