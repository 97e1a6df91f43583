package dev.carillon.server.assets.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an asset in the trash is kept, and what goes with it. */
class TrashStoreTest {

  private static final UserPermissions ALL = UserPermissions.everything("admin");

  @TempDir private Path home;

  @Test
  void filesAreKeptAsLongAsTheirAssetIsInTheTrash() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      filesAreKept(assets);
    }
  }

  @Test
  void filesAreKeptOnPostgresToo() {
    try (AssetsFixture assets = AssetsFixture.onPostgres(home, TestDatabase.freshSource())) {
      filesAreKept(assets);
    }
  }

  private static void filesAreKept(AssetsFixture assets) {
    assets.trashDays = 30;
    String id = twoVersions(assets);
    assets.call("/services/remove", "ids", id);
    assertThat(assets.paths()).isEmpty();
    assertThat(assets.rescue.all()).as("a rescue brings no removed asset back").isEmpty();
    assertThat(assets.assets.trash().purge()).isZero();
    purge(assets);
    assertThat(file(assets, "one")).exists();
    assertThat(file(assets, "two")).exists();

    expire(assets);
    assertThat(assets.assets.trash().purge()).isEqualTo(1);
    purge(assets);
    assertThat(file(assets, "one")).doesNotExist();
    assertThat(file(assets, "two")).doesNotExist();
    assertThat(assets.count("trash")).isZero();
    assertThat(assets.count("asset_versions")).isZero();
    assertThat(actions(assets, id)).endsWith("REMOVE", "PURGE");
  }

  @Test
  void withoutATrashNothingIsKept() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.call("/services/remove", "ids", twoVersions(assets));
      assertThat(assets.count("trash")).isZero();
      assertThat(assets.count("asset_versions")).isZero();
    }
  }

  @Test
  void commentsEndWithTheAssetHoweverItIsDeleted() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      commentsEnd(assets);
    }
  }

  @Test
  void commentsEndOnPostgresToo() {
    try (AssetsFixture assets = AssetsFixture.onPostgres(home, TestDatabase.freshSource())) {
      commentsEnd(assets);
    }
  }

  private static void commentsEnd(AssetsFixture assets) {
    String other = assets.create("/other.txt");
    comment(assets, other, 1);
    String id = assets.create("/a.txt");
    comment(assets, id, 2);
    assets.call("/services/remove", "ids", id);
    assertThat(assets.count("asset_comments")).as("removed without a trash").isEqualTo(1);

    comment(assets, assets.create("/to/a.txt"), 2);
    String moved = assets.create("/from/a.txt");
    replace(assets);
    assertThat(assets.count("asset_comments")).as("replaced by a move").isEqualTo(1);

    assets.trashDays = 30;
    comment(assets, moved, 2);
    assets.create("/from/a.txt");
    replace(assets);
    assertThat(assets.count("asset_comments")).as("kept in the trash").isEqualTo(3);
    expire(assets);
    assertThat(assets.assets.trash().purge()).isEqualTo(1);
    assertThat(assets.count("asset_comments")).as("purged").isEqualTo(1);
  }

  /** As if the transaction failed in which the last of them is deleted. */
  @Test
  void aPurgeDeletesFewCommentsInEachTransaction() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      List<String> ids = new ArrayList<>();
      for (String path : List.of("/a.txt", "/b.txt", "/c.txt")) {
        ids.add(assets.create(path));
        comment(assets, ids.getLast(), 1_000);
      }
      assets.call("/services/remove", "ids", String.join(",", ids));
      expire(assets);
      String trigger = "create trigger fails before delete on asset_comments when old.asset_id = ";
      assets.database.write(
          c ->
              Sql.update(
                  c,
                  trigger + "'" + Collections.max(ids) + "' begin select raise(abort, 'no'); end"));
      assertThatThrownBy(() -> assets.assets.trash().purge())
          .hasMessageContaining("the store refused");
      assertThat(assets.count("asset_comments")).isEqualTo(1_000);
      assertThat(assets.count("trash")).isEqualTo(1);
      assets.database.write(c -> Sql.update(c, "drop trigger fails"));
      assertThat(assets.assets.trash().purge()).isEqualTo(1);
      assertThat(assets.count("asset_comments")).isZero();
    }
  }

  /** As after a crash between the commit of a removal and what follows. */
  @Test
  void recordsThatARemovalLeftAreForgottenThoughTheVersionsAreThere() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      String id = twoVersions(assets);
      List<RescueRecords.Entry> before = assets.rescue.all();
      assets.call("/services/remove", "ids", id);
      before.forEach(assets.rescue::write);
      purge(assets);
      assertThat(assets.rescue.all()).isEmpty();
    }
  }

  @Test
  void aRestoredAssetCanBeRescuedWithAllItsVersions() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      String id = twoVersions(assets);
      List<RescueRecords.Entry> before = assets.rescue.all();
      assets.call("/services/remove", "ids", id);
      assertThat(assets.assets.trash().restore(id, true, ALL).version()).isEqualTo(2);
      assertThat(assets.rescue.all()).containsExactlyInAnyOrderElementsOf(before);
      assertThat(assets.count("asset_versions")).isEqualTo(2);
      assertThat(assets.count("trash")).isZero();
      assertThat(actions(assets, id)).endsWith("REMOVE", "RESTORE");
      purge(assets);
      assertThat(file(assets, "one")).exists();
    }
  }

  @Test
  void aRelationWaitsUntilBothOfItsAssetsAreBack() throws IOException {
    for (boolean firstBackFirst : List.of(true, false)) {
      Path own = Files.createDirectories(home.resolve("home" + firstBackFirst));
      try (AssetsFixture assets = new AssetsFixture(own)) {
        assets.trashDays = 30;
        String first = assets.create("/first.txt");
        String second = assets.create("/second.txt");
        String third = assets.create("/third.txt");
        relate(assets, first, second);
        relate(assets, second, third);
        assets.call("/services/remove", "ids", first);
        assets.call("/services/remove", "ids", second);
        assertThat(assets.count("relations")).isZero();
        assets.assets.trash().restore(firstBackFirst ? first : second, true, ALL);
        assertThat(assets.count("relations")).isEqualTo(firstBackFirst ? 0 : 1);
        assets.assets.trash().restore(firstBackFirst ? second : first, true, ALL);
        assertThat(assets.count("relations")).isEqualTo(2);
        assertThat(assets.count("trash_relations")).isZero();
      }
    }
  }

  @Test
  void aRelationToAnAssetThatIsGoneForGoodIsForgotten() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      String first = assets.create("/first.txt");
      String second = assets.create("/second.txt");
      relate(assets, first, second);
      assets.call("/services/remove", "ids", first);
      assets.trashDays = 0;
      assets.call("/services/remove", "ids", second);
      assets.assets.trash().restore(first, true, ALL);
      assertThat(assets.count("relations")).isZero();
      assertThat(assets.count("trash_relations")).isZero();
    }
  }

  @Test
  void whatAMoveReplacesIsInTheTrashToo() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      String replaced = assets.create("/to/a.txt", "Filedata", "data:,old");
      assets.create("/from/a.txt", "Filedata", "data:,new");
      replace(assets);
      assertThat(assets.assets.trash().restore(replaced, true, ALL).path().text())
          .isEqualTo("/to/a-1.txt");
    }
  }

  @Test
  void whatWasStillToBeReadOfAFileIsStillToBeRead() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      assets.trashDays = 30;
      String id = assets.create("/a.jpg", "Filedata", "data:,nopicture");
      Asset asset = assets.database.read(c -> AssetStore.find(c, id)).orElseThrow();
      assets.database.write(
          c -> {
            PreviewQueueRows.unread(c, id, asset.blob(), List.of("title"));
            return true;
          });
      assets.call("/services/remove", "ids", id);
      assertThat(assets.count("preview_queue")).isZero();
      assets.assets.trash().restore(id, true, ALL);
      Optional<PreviewQueueRows.Unread> unread =
          assets.database.read(c -> PreviewQueueRows.unread(c, id));
      assertThat(unread.map(PreviewQueueRows.Unread::blob)).contains(asset.blob());
      assertThat(unread.map(PreviewQueueRows.Unread::named).orElse(Set.of())).contains("title");
    }
  }

  private static String twoVersions(AssetsFixture assets) {
    String id = assets.create("/a.txt", "Filedata", "data:,one");
    assets.call("/services/update", "id", id, "Filedata", "data:,two");
    return id;
  }

  /** Moves /from/a.txt to where another asset is. */
  private static void replace(AssetsFixture assets) {
    assets.call(
        "/services/move",
        "source",
        "/from/a.txt",
        "target",
        "/to/a.txt",
        "fileReplacePolicy",
        "OVERWRITE");
  }

  /** As if all that is in the trash were there for long. */
  private static void expire(AssetsFixture assets) {
    assets.database.write(c -> Sql.update(c, "update trash set kept_until = ?", 1_000L));
  }

  private static void comment(AssetsFixture assets, String id, int comments) {
    assets.database.write(
        c ->
            Sql.batch(
                c,
                """
                insert into asset_comments (id, asset_id, author, author_key, text, created_at)
                values (?, ?, 'ann', 'ann', 'Too dark', ?)
                """,
                IntStream.range(0, comments).boxed().toList(),
                (statement, i) -> Sql.set(statement, id + i, id, i)));
  }

  private static void relate(AssetsFixture assets, String one, String other) {
    assets.answer(
        "/services/createRelation",
        FakeCall.of("relationType", "related", "target1Id", one, "target2Id", other));
  }

  private static Path file(AssetsFixture assets, String content) {
    return assets.path(AssetsFixture.hex("SHA-256", content.getBytes(UTF_8)));
  }

  /** As if everything were old enough. */
  private static void purge(AssetsFixture assets) {
    assets.assets.purgeFiles(Instant.now().plus(Duration.ofDays(1)));
  }

  private static List<String> actions(AssetsFixture assets, String id) {
    return assets.database.read(
        c ->
            Sql.list(
                c,
                "select action from usage_log where asset_id = ? order by sequence",
                row -> row.getString(1),
                id));
  }
}
