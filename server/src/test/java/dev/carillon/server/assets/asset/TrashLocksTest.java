package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What meets a removal or a restore of another node on PostgreSQL: no relation is lost. */
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
    meets(
        c ->
            Sql.update(
                c,
                """
                insert into relations (id, type, target1_id, target2_id, metadata, created_at,
                  created_by)
                values ('r', 'related', ?, ?, '{}', 1, 'ann')
                """,
                first,
                second),
        () -> assets.call("/services/remove", "ids", first));
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

  /** The work is not committed before the call waits for it, or is done. */
  private void meets(DatabaseWork<?> work, Runnable call) throws Exception {
    Future<?> called;
    try (Connection node = source.getConnection()) {
      node.setAutoCommit(false);
      work.in(node);
      called = threads.submit(call);
      Await.until(() -> called.isDone() || Sql.any(node, WAITS));
      node.commit();
    }
    called.get();
  }
}
