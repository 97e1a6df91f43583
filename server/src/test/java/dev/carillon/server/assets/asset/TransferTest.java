package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.FakeCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {

  private static final String ONE = "{\"processedCount\":1,\"errorCount\":0}";

  @TempDir private Path home;
  private AssetsFixture assets;

  @BeforeEach
  void open() {
    assets = new AssetsFixture(home);
  }

  @AfterEach
  void close() {
    assets.close();
  }

  @Test
  void aMoveKeepsTheId() {
    String id = assets.create("/a/x.txt", "status", "Final");
    assertThat(assets.eventsOf(() -> assertThat(move("/a/x.txt", "/b/y.txt")).isEqualTo(ONE)))
        .containsExactly("folder_create /b", "asset_move /b/y.txt");
    assertThat(assets.metadata(id).path("assetPath").asText()).isEqualTo("/b/y.txt");
    assertThat(assets.eventsOf(() -> move("/b/y.txt", "/b/z.txt")))
        .containsExactly("asset_rename /b/z.txt");
    assertThat(assets.eventsOf(() -> move("/b/z.txt", "/b/z.txt"))).isEmpty();
  }

  @Test
  void aFileGoesIntoAFolderThatIsThere() {
    assets.create("/a/x.txt");
    assets.call("/services/createFolder", "path", "/B");
    move("/a/x.txt", "/b");
    assertThat(assets.paths()).containsExactly("/B/x.txt");
  }

  @Test
  void aCopyIsANewAssetWithTheSameValues() {
    String id = assets.create("/a/x.txt", "status", "Final", "Filedata", "data:,one");
    assets.call("/services/checkout/" + id);
    assertThat(
            assets.eventsOf(
                () -> assets.call("/services/copy", "source", "/a/x.txt", "target", "/a/x.txt")))
        .containsExactly("asset_create_by_copy /a/x-1.txt");
    assertThat(assets.lastPayload().at("/changedMetadata/status").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"Final\"}");
    assertThat(assets.lastPayload().at("/changedMetadata/filename/newValue").asText())
        .isEqualTo("x-1.txt");
    assertThat(assets.lastPayload().path("changedMetadata").has("checkedOutBy")).isFalse();
    String copy = assets.lastPayload().path("assetId").asText();
    assertThat(copy).isNotEqualTo(id);
    assertThat(assets.metadata(copy).path("status").asText()).isEqualTo("Final");
    assertThat(assets.metadata(copy).has("checkedOutBy")).isFalse();
    assertThat(assets.count("asset_versions")).isEqualTo(2);
  }

  @Test
  void aTakenPlaceIsTreatedAsThePolicySays() {
    String x = assets.create("/a/x.txt");
    String y = assets.create("/b/y.txt");
    assertThatThrownBy(() -> move("/a/x.txt", "/b/y.txt", "fileReplacePolicy", "THROW_EXCEPTION"))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.name()).isEqualTo("PathAlreadyExistsException"));
    assertThat(
            assets.eventsOf(() -> move("/a/x.txt", "/b/y.txt", "fileReplacePolicy", "DO_NOTHING")))
        .isEmpty();
    assertThat(
            assets.eventsOf(
                () -> move("/a/x.txt", "/b/y.txt", "fileReplacePolicy", "OVERWRITE_IF_NEWER")))
        .isEmpty();
    assertThat(
            assets.eventsOf(() -> move("/a/x.txt", "/b/y.txt", "fileReplacePolicy", "OVERWRITE")))
        .containsExactly("asset_remove /b/y.txt", "asset_move /b/y.txt");
    assertThat(assets.metadata(x).path("assetPath").asText()).isEqualTo("/b/y.txt");
    assertThatThrownBy(() -> assets.metadata(y)).hasMessageContaining("There is no asset");
    String z = assets.create("/b/z.txt");
    assertThat(
            assets.eventsOf(
                () -> move("/b/y.txt", "/b/z.txt", "fileReplacePolicy", "OVERWRITE_IF_NEWER")))
        .isEmpty();
    assertThat(
            assets.eventsOf(
                () -> move("/b/y.txt", "/b/z.txt", "fileReplacePolicy", "REMOVE_SOURCE")))
        .containsExactly("asset_remove /b/y.txt");
    assertThat(assets.paths()).containsExactly("/b/z.txt");
    assertThat(assets.metadata(z).path("assetPath").asText()).isEqualTo("/b/z.txt");
  }

  @Test
  void aNewerFileOverwritesAnOlderOne() throws InterruptedException {
    assets.create("/b/old.txt");
    long now = System.currentTimeMillis();
    while (System.currentTimeMillis() == now) {
      Thread.onSpinWait();
    }
    assets.create("/b/new.txt");
    assertThat(
            assets.eventsOf(
                () -> move("/b/new.txt", "/b/old.txt", "fileReplacePolicy", "OVERWRITE_IF_NEWER")))
        .containsExactly("asset_remove /b/old.txt", "asset_rename /b/old.txt");
  }

  @Test
  void aMovedFolderKeepsItsIdAndTellsOfEachAssetInside() {
    assets.create("/a/b/1.txt");
    assets.create("/a/b/c/2.txt");
    assets.call("/services/createFolder", "path", "/a/b/empty");
    String id = assets.folderId("/a/b/c");
    assertThat(assets.eventsOf(() -> move("/a/b", "/a/n")))
        .containsExactlyInAnyOrder("asset_rename /a/n/1.txt", "asset_rename /a/n/c/2.txt");
    assertThat(assets.folderId("/a/n/c")).isEqualTo(id);
    assertThat(assets.eventsOf(() -> move("/a/n", "/d/e")))
        .containsExactlyInAnyOrder(
            "folder_create /d", "asset_move /d/e/1.txt", "asset_move /d/e/c/2.txt");
    assertThat(assets.folders()).containsExactly("/a", "/d", "/d/e", "/d/e/c", "/d/e/empty");
    assertThat(assets.folderId("/d/e/c")).isEqualTo(id);
    assertThat(assets.paths()).containsExactly("/d/e/1.txt", "/d/e/c/2.txt");
  }

  @Test
  void aFolderWhosePlaceIsTakenIsRenamedMergedOrRefused() {
    assets.create("/a/1.txt");
    assets.create("/a/s/3.txt");
    assets.create("/b/1.txt");
    assets.create("/b/s/4.txt");
    assertThatThrownBy(() -> move("/a", "/b", "folderReplacePolicy", "THROW_EXCEPTION"))
        .hasMessageContaining("'/b' already exists");
    assets.call("/services/copy", "source", "/a", "target", "/b");
    assertThat(assets.paths()).contains("/b-1/1.txt", "/b-1/s/3.txt");
    assertThatThrownBy(
            () ->
                move(
                    "/a",
                    "/b",
                    "folderReplacePolicy",
                    "MERGE",
                    "fileReplacePolicy",
                    "THROW_EXCEPTION"))
        .hasMessageContaining("'/b/1.txt' already exists");
    assertThat(assets.paths()).contains("/a/1.txt", "/a/s/3.txt");
    assertThat(assets.eventsOf(() -> move("/a", "/b", "folderReplacePolicy", "MERGE")))
        .containsExactlyInAnyOrder(
            "asset_rename /b/1-1.txt",
            "asset_rename /b/s/3.txt",
            "folder_remove /a/s",
            "folder_remove /a");
    assertThat(assets.folders()).containsExactly("/b", "/b-1", "/b-1/s", "/b/s");
  }

  @Test
  void whatAMergeLeavesStays() {
    assets.create("/a/1.txt");
    assets.create("/b/1.txt");
    move("/a", "/b", "folderReplacePolicy", "MERGE", "fileReplacePolicy", "DO_NOTHING");
    assertThat(assets.paths()).containsExactly("/a/1.txt", "/b/1.txt");
    assertThat(assets.folders()).containsExactly("/a", "/b");
  }

  @Test
  void aFolderIsCopiedWithItsSubFolders() {
    assets.create("/a/b/1.txt");
    assets.call("/services/createFolder", "path", "/a/empty");
    assertThat(
            assets.eventsOf(() -> assets.call("/services/copy", "source", "/a", "target", "/c/d")))
        .containsExactly(
            "folder_create /c",
            "folder_create /c/d",
            "folder_create /c/d/b",
            "folder_create /c/d/empty",
            "asset_create_by_copy /c/d/b/1.txt");
  }

  @Test
  void aFilterAndFlatteningChooseWhatGoesWhere() {
    assets.create("/a/b/1.txt", "status", "Final");
    assets.create("/a/c/1.txt", "status", "Final");
    assets.create("/a/c/2.txt", "status", "New");
    assets.call(
        "/services/move",
        "source",
        "/a",
        "target",
        "/t",
        "filterQuery",
        "status:Final",
        "flattenFolders",
        "true");
    assertThat(assets.paths()).containsExactly("/a/c/2.txt", "/t/1-1.txt", "/t/1.txt");
  }

  @Test
  void whatOthersHaveCheckedOutStaysWhereItIs() {
    assets.create("/a/b/1.txt");
    String out = assets.create("/a/c/2.txt");
    assets.call("/services/checkout/" + out, FakeCall.of().by("bob"));
    assertThat(move("/a", "/t")).isEqualTo("{\"processedCount\":1,\"errorCount\":1}");
    assertThat(assets.paths()).containsExactly("/a/c/2.txt", "/t/b/1.txt");
    assertThat(assets.folders()).containsExactly("/a", "/a/c", "/t", "/t/b", "/t/c");
  }

  @Test
  void onlyTheCaseOfAFolderCanChange() {
    assets.create("/demo/x/1.txt");
    move("/demo", "/Demo");
    assertThat(assets.folders()).containsExactly("/Demo", "/Demo/x");
    assertThat(assets.paths()).containsExactly("/Demo/x/1.txt");
  }

  @Test
  void moreThanOneBatchIsMovedWhole() {
    for (int i = 0; i < 450; i++) {
      assets.create("/a/s" + i % 3 + "/" + i + ".txt");
    }
    assertThat(move("/a", "/b")).isEqualTo("{\"processedCount\":450,\"errorCount\":0}");
    assertThat(assets.paths()).hasSize(450).allMatch(path -> path.startsWith("/b/s"));
    assertThat(assets.folders()).containsExactly("/b", "/b/s0", "/b/s1", "/b/s2");
    assertThat(assets.events().stream().filter(e -> e.startsWith("asset_rename"))).hasSize(450);
    assertThat(assets.call("/services/remove", "folderPath", "/b").path("processedCount").asInt())
        .isEqualTo(450);
    assertThat(assets.count("folders")).isZero();
    assertThat(assets.index.size()).isZero();
  }

  @Test
  void aRemovalTellsOfEachAssetWithItsLastStateAndOfEachFolder() {
    String id = assets.create("/a/b/1.txt", "status", "Final");
    assets.create("/a/2.txt");
    assertThat(assets.eventsOf(() -> assets.call("/services/remove", "folderPath", "/A")))
        .containsExactlyInAnyOrder(
            "asset_remove /a/2.txt",
            "asset_remove /a/b/1.txt",
            "folder_remove /a/b",
            "folder_remove /a");
    assertThat(assets.payloads())
        .anyMatch(
            p ->
                p.path("type").asText().equals("asset_remove")
                    && p.path("assetId").asText().equals(id)
                    && p.path("metadata").path("status").asText().equals("Final")
                    && p.path("changedMetadata").isEmpty());
    assertThat(assets.count("assets")).isZero();
    assertThat(assets.count("asset_versions")).isZero();
    assertThat(assets.rescue.all()).isEmpty();
    assertThat(assets.index.size()).isZero();
  }

  @Test
  void whatIsCheckedOutOrUnknownCountsAsAnErrorOfARemoval() {
    String free = assets.create("/a/1.txt", "status", "x");
    String out = assets.create("/a/2.txt", "status", "x");
    assets.call("/services/checkout/" + out);
    assertThat(assets.call("/services/remove", "ids", free + ", none ," + out).toString())
        .isEqualTo("{\"processedCount\":1,\"errorCount\":2}");
    assertThat(assets.call("/services/remove", "folderPath", "/a").toString())
        .isEqualTo("{\"processedCount\":0,\"errorCount\":1}");
    assertThat(assets.call("/services/remove", "folderPath", "/none").toString())
        .isEqualTo("{\"processedCount\":0,\"errorCount\":0}");
    assertThat(assets.folders()).containsExactly("/a");
    assets.call("/services/undocheckout/" + out);
    assertThat(assets.call("/services/remove", "q", "status:x", "ids", "y").toString())
        .isEqualTo(ONE);
  }

  @Test
  void badInputIsTold() {
    assets.create("/a/b/1.txt");
    List<List<String>> table =
        List.of(
            List.of("400", "into itself", "move", "source", "/a", "target", "/a/b/c"),
            List.of("400", "into itself", "copy", "source", "/a", "target", "/A/x"),
            List.of("404", "no folder or asset '/x'", "move", "source", "/x", "target", "/y"),
            List.of("400", "'source' is required", "move", "target", "/y"),
            List.of("400", "'target' is required", "copy", "source", "/a", "target", ""),
            List.of("400", "'source' is '/'", "move", "source", "/", "target", "/y"),
            List.of("400", "'target' is '/'", "move", "source", "/a", "target", "/"),
            List.of("400", "'target' is '/a:b'", "move", "source", "/a", "target", "/a:b"),
            List.of(
                "400",
                "AUTO_RENAME, MERGE, THROW_EXCEPTION",
                "move",
                "source",
                "/a",
                "target",
                "/z",
                "folderReplacePolicy",
                "OVERWRITE"),
            List.of("400", "One of 'q', 'ids'", "remove", "q", ""),
            List.of("400", "'folderPath' is '/'", "remove", "folderPath", "/"));
    long events = assets.count("events");
    for (List<String> row : table) {
      assertThatThrownBy(
              () ->
                  assets.call(
                      "/services/" + row.get(2), row.subList(3, row.size()).toArray(String[]::new)))
          .as(row.toString())
          .isInstanceOfSatisfying(
              Problem.class, p -> assertThat(p.status() + "").isEqualTo(row.getFirst()))
          .hasMessageContaining(row.get(1));
    }
    assertThat(assets.count("events")).isEqualTo(events);
    assertThat(assets.paths()).containsExactly("/a/b/1.txt");
  }

  @Test
  void foldersAreMadeWithThoseAboveThem() {
    FakeCall call =
        FakeCall.of("path", "/a/b", "path", "/A/B", "path", "c:d", "path", "/x.txt/sub");
    assets.create("/x.txt");
    List<String> told =
        assets.eventsOf(
            () -> {
              var answer = assets.call("/services/createFolder", call);
              assertThat(answer.path("/a/b").asText()).isEqualTo("created");
              assertThat(answer.path("/A/B").asText()).isEqualTo("already exists");
              assertThat(answer.path("c:d").asText()).contains("without control characters");
              assertThat(answer.path("/x.txt/sub").asText()).contains("not a folder");
            });
    assertThat(told).containsExactly("folder_create /a", "folder_create /a/b");
    assertThatThrownBy(() -> assets.call("/services/createFolder", "path", ""))
        .hasMessage("'path' is required");
  }

  private String move(String source, String target, String... more) {
    String[] params = new String[more.length + 4];
    params[0] = "source";
    params[1] = source;
    params[2] = "target";
    params[3] = target;
    System.arraycopy(more, 0, params, 4, more.length);
    return assets.call("/services/move", params).toString();
  }
}
