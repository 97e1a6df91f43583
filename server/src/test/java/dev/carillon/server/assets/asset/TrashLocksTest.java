package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.folder.FolderTreeLock;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What meets a removal or a restore of another node on PostgreSQL: no relation is lost, and no two
 * wait for each other.
 */
class TrashLocksTest {

  private static final UserPermissions ALL = UserPermissions.everything("admin");

  private static final TrashStore.Removal NO_REMOVAL =
      new TrashStore.Removal("admin", Instant.EPOCH, Instant.EPOCH);

  private static final String WAITS =
      "select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))";

  @TempDir private Path home;

  private DataSource source;
  private AssetsFixture assets;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    source = TestDatabase.freshSource();
    assets = AssetsFixture.onPostgres(home, source);
    assets.trashDays = 30;
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void close() {
    threads.close();
    assets.close();
  }

  @Test
  void aRelationThatIsJustMadeGoesIntoTheTrashWithTheAsset() throws Exception {
    String first = assets.create("/first.txt");
    String second = assets.create("/second.txt");
    meets(c -> relate(c, "r", first, second), () -> assets.call("/services/remove", "ids", first));
    assertThat(assets.count("relations")).isZero();
    assertThat(assets.count("trash_relations")).isEqualTo(1);
    assets.assets.trash().restore(first, true, ALL);
    assertThat(assets.count("relations")).isEqualTo(1);
  }

  @Test
  void twoAssetsThatComeBackAtOnceAreRelatedAgain() throws Exception {
    String first = assets.create("/first.txt");
    String second = assets.create("/second.txt");
    assets.answer(
        "/services/createRelation",
        FakeCall.of("relationType", "related", "target1Id", first, "target2Id", second));
    assets.call("/services/remove", "ids", first + "," + second);
    assertThat(assets.count("trash_relations")).isEqualTo(1);
    meets(
        c -> {
          Asset asset = TrashStore.find(c, first).orElseThrow().asset();
          AssetChange back = new AssetChange.Restored(asset, Map.of());
          AssetStore.write(c, AssetStore.Prepared.of(back, NO_REMOVAL));
          return true;
        },
        () -> assets.assets.trash().restore(second, true, ALL));
    assertThat(assets.count("relations")).isEqualTo(1);
    assertThat(assets.count("trash_relations")).isZero();
  }

  @Test
  void theRowsOfAllThatIsDeletedAreTakenBeforeThoseOfTheirRelations() throws Exception {
    List<String> ids =
        Stream.of(assets.create("/a.txt"), assets.create("/b.txt")).sorted().toList();
    assets.database.write(c -> relate(c, "r", ids.getFirst(), ids.getLast()));
    assets.call("/services/remove", "ids", String.join(",", ids));
    meets(
        c -> Sql.any(c, "select 1 from trash where asset_id = ? for update", ids.getLast()),
        () -> assets.assets.trash().empty(TrashStore.Filter.ALL, ALL),
        TrashLocksTest::takeRelations);
    assertThat(assets.count("trash_relations")).isZero();
  }

  @Test
  void theRelationsOfAllThatIsDeletedAreTakenInOneOrder() throws Exception {
    List<String> ids =
        Stream.of(assets.create("/a.txt"), assets.create("/b.txt")).sorted().toList();
    String third = assets.create("/c.txt");
    assets.database.write(c -> relate(c, "2", ids.getFirst(), third));
    assets.database.write(c -> relate(c, "1", ids.getLast(), third));
    assets.call("/services/remove", "ids", String.join(",", ids));
    meets(
        c -> Sql.any(c, "select 1 from trash_relations where id = '1' for update"),
        () -> assets.assets.trash().empty(TrashStore.Filter.ALL, ALL),
        TrashLocksTest::takeRelations);
    assertThat(assets.count("trash_relations")).isZero();
  }

  @Test
  void theEndOfAMoveTakesNoRowsBeforeTheTree() throws Exception {
    assets.create("/from/moved.txt");
    assets.call("/services/move", "source", "/from", "target", "/to");
    String request =
        assets.database.read(
            c -> Sql.first(c, "select request from jobs", row -> row.getString(1)).orElseThrow());
    Job job = Job.of(Ids.random(), "transfer", "admin", request, List.of());
    assets.call("/services/remove", "ids", assets.create("/from/removed.txt"));
    assets.database.write(c -> Sql.update(c, "delete from folders where path = '/from'"));
    meets(
        c -> {
          FolderTreeLock.placing(c);
          return true;
        },
        () -> assets.jobs.kind(job).orElseThrow().finish(job),
        c -> assertThat(Sql.any(c, "select 1 from trash where folder_gone = 1")).isFalse());
    assertThat(assets.count("trash where folder_gone = 1")).isEqualTo(1);
  }

  private static int relate(Connection connection, String id, String first, String second)
      throws SQLException {
    return Sql.update(
        connection,
        """
        insert into relations (id, type, target1_id, target2_id, metadata, created_at, created_by)
        values (?, 'related', ?, ?, '{}', 1, 'ann')
        """,
        id,
        first,
        second);
  }

  /** Fails where another transaction has one of them. */
  private static boolean takeRelations(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 from trash_relations for update nowait");
  }

  private void meets(DatabaseWork<?> work, Runnable call) throws Exception {
    meets(work, call, node -> true);
  }

  /**
   * The work is not committed before the call waits for it, or is done.
   *
   * @param then done in the same transaction after that
   */
  private void meets(DatabaseWork<?> work, Runnable call, DatabaseWork<?> then) throws Exception {
    Future<?> called;
    try (Connection node = source.getConnection()) {
      node.setAutoCommit(false);
      work.in(node);
      called = threads.submit(call);
      Await.until(() -> called.isDone() || Sql.any(node, WAITS));
      then.in(node);
      node.commit();
    }
    called.get();
  }
}
