package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.http.Problem;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentAssetsTest {

  private final RecentAssets recent = new RecentAssets();

  @TempDir private Path home;

  @Test
  void anAssetIsKnownOnceItsChangeIsOver() {
    RecentAssets.Change change = recent.change();
    change.writes("a");
    change.committed(asset("a", 1), 10);
    assertThat(recent.find("a")).isEmpty();

    change.close();

    assertThat(recent.find("a")).contains(asset("a", 1));
  }

  @Test
  void anAssetIsUnknownFromBeforeItsNextChangeIsCommitted() {
    change(asset("a", 1));

    try (RecentAssets.Change next = recent.change()) {
      next.writes("a");

      assertThat(recent.find("a")).isEmpty();
    }
  }

  @Test
  void aChangeThatEndsLateDoesNotHideALaterOne() {
    RecentAssets.Change first = recent.change();
    RecentAssets.Change second = recent.change();
    first.writes("a");
    first.committed(asset("a", 1), 10);
    second.writes("a");
    second.committed(asset("a", 2), 10);
    second.close();
    assertThat(recent.find("a")).isEmpty();

    first.close();

    assertThat(recent.find("a")).contains(asset("a", 2));
  }

  @Test
  void anAssetIsReadAgainWhereAChangeMayHaveFailed() {
    change(asset("a", 1));
    RecentAssets.Change second = recent.change();
    try (RecentAssets.Change failed = recent.change()) {
      failed.writes("a");
      second.writes("a");
      second.committed(asset("a", 2), 10);
    }
    second.close();

    assertThat(recent.find("a")).isEmpty();
  }

  @Test
  void aChangeThatIsTriedAgainCountsOnce() {
    try (RecentAssets.Change change = recent.change()) {
      change.writes("a");
      change.writes("a");
      change.committed(asset("a", 1), 10);
    }

    assertThat(recent.find("a")).contains(asset("a", 1));
  }

  @Test
  void anAssetThatOneChangeWritesAndRemovesIsUnknown() {
    try (RecentAssets.Change change = recent.change()) {
      change.writes("a");
      change.committed(asset("a", 2), 10);
      change.removed("a");
    }

    assertThat(recent.find("a")).isEmpty();
  }

  @Test
  void thoseWrittenLastAreKeptIfTheyAreNotTooLarge() {
    for (int i = 0; i < 1_500; i++) {
      change(asset("a" + i, 1));
    }
    try (RecentAssets.Change large = recent.change()) {
      large.writes("large");
      large.committed(asset("large", 1), 1 << 20);
    }

    assertThat(recent.size()).isEqualTo(1_000);
    assertThat(recent.find("a499")).isEmpty();
    assertThat(recent.find("a500")).isPresent();
    assertThat(recent.find("a1499")).isPresent();
    assertThat(recent.find("large")).isEmpty();
  }

  @Test
  void whatIsKeptIsWhatTheRowSays() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      assets.call(
          "/services/update", "id", id, "status", "Ünused \"q\"", "tags", "b,a", "rating", "3");
      Asset stored = assets.database.read(c -> AssetStore.find(c, id)).orElseThrow();

      // unless it were kept, this would be seen
      assets.database.write(c -> Sql.update(c, "update assets set metadata = '{}'"));

      assertThat(assets.assets.assets().get(id)).isEqualTo(stored);
    }
  }

  @Test
  void anAssetThatIsRemovedIsForgotten() {
    try (AssetsFixture assets = new AssetsFixture(home)) {
      String id = assets.create("/a/x.txt");
      assertThat(assets.assets.assets().get(id).id()).isEqualTo(id);

      assets.call("/services/remove", "ids", id);

      assertThatThrownBy(() -> assets.assets.assets().get(id)).isInstanceOf(Problem.class);
    }
  }

  private void change(Asset asset) {
    try (RecentAssets.Change change = recent.change()) {
      change.writes(asset.id());
      change.committed(asset, 10);
    }
  }

  private static Asset asset(String id, long revision) {
    return new Asset(id, revision, "", Metadata.of(Map.of("revision", revision)));
  }
}
