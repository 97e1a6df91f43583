package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.testing.FakeCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateTest {

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
  void changedValuesMakeOneEventWithWhatChangedInTheRegistrysOrder() {
    String id = assets.create("/a/x.txt", "status", "Production", "tags", "beach,sea");
    List<String> told =
        assets.eventsOf(
            () -> {
              JsonNode hit =
                  assets.call(
                      "/services/update",
                      FakeCall.of(
                              "id", id,
                              "tags", "-beach, +villa",
                              "cf_own", "5",
                              "metadata",
                                  "{\"title\":7,\"status\":\"Final\",\"assetDomain\":\"text\"}")
                          .by("bob"));
              assertThat(hit.path("metadata").path("title").asText()).isEqualTo("7");
              assertThat(hit.path("metadata").path("title").isTextual()).isTrue();
              assertThat(hit.path("metadata").path("assetModifier").asText()).isEqualTo("bob");
            });
    assertThat(told).containsExactly("asset_update_metadata /a/x.txt");
    assertThat(assets.lastPayload().path("changedMetadata").toString())
        .isEqualTo(
            "{\"status\":{\"oldValue\":\"Production\",\"newValue\":\"Final\"},"
                + "\"title\":{\"oldValue\":null,\"newValue\":\"7\"},"
                + "\"tags\":{\"oldValue\":[\"beach\",\"sea\"],\"newValue\":[\"sea\",\"villa\"]},"
                + "\"cf_own\":{\"oldValue\":null,\"newValue\":\"5\"}}");
    assertThat(assets.index.metadata(id).text("status")).isEqualTo("Final");
  }

  @Test
  void aChangeThatChangesNothingMakesNoEventAndNoRevision() {
    String id = assets.create("/a/x.txt", "status", "Final");
    JsonNode before = assets.metadata(id);
    assertThat(
            assets.eventsOf(
                () ->
                    assets.call(
                        "/services/update",
                        FakeCall.of("id", id, "status", "Final", "metadata", "{\"tags\":[]}")
                            .by("bob"))))
        .isEmpty();
    assertThat(assets.metadata(id)).isEqualTo(before);
  }

  @Test
  void anEmptyValueClears() {
    String id = assets.create("/a/x.txt", "status", "Final");
    assets.call("/services/update", "id", id, "status", "");
    assertThat(assets.metadata(id).has("status")).isFalse();
    assertThat(assets.lastPayload().path("changedMetadata").toString())
        .isEqualTo("{\"status\":{\"oldValue\":\"Final\",\"newValue\":null}}");
  }

  @Test
  void aNewFileIsACheckInThatEndsTheCheckOutAndKeepsTheOldVersion() {
    String id = assets.create("/a/x.txt", "Filedata", "data:,one");
    assets.call("/services/checkout/" + id);
    List<String> told =
        assets.eventsOf(
            () ->
                assets.call(
                    "/services/update",
                    FakeCall.of("id", id, "status", "Final")
                        .file(assets.upload("other.txt", "second"))));
    assertThat(told).containsExactly("asset_checkin /a/x.txt");
    JsonNode changed = assets.lastPayload().path("changedMetadata");
    assertThat(changed.path("versionNumber").toString())
        .isEqualTo("{\"oldValue\":1,\"newValue\":2}");
    assertThat(changed.path("fileSize").toString()).isEqualTo("{\"oldValue\":3,\"newValue\":6}");
    assertThat(changed.path("status").path("newValue").asText()).isEqualTo("Final");
    assertThat(changed.path("checkedOutBy").toString())
        .isEqualTo("{\"oldValue\":\"ann\",\"newValue\":null}");
    assertThat(changed.has("assetModified")).isFalse();
    assertThat(version(id, 1)).isEqualTo("one");
    assertThat(version(id, 2)).isEqualTo("second");
    assertThat(assets.index.text(id)).isEqualTo("second");
    assertThat(assets.rescue.all()).hasSize(2);
  }

  @Test
  void withoutANewVersionTheFileTakesTheOldOnesPlace() {
    String id = assets.create("/a/x.txt", "Filedata", "data:,one");
    assets.call("/services/checkout/" + id);
    assets.call(
        "/services/update",
        FakeCall.of("id", id, "createVersion", "false", "clearCheckoutState", "0")
            .file(assets.upload("x.txt", "second")));
    assertThat(assets.metadata(id).path("versionNumber").asLong()).isEqualTo(1);
    assertThat(assets.metadata(id).has("checkedOut")).isTrue();
    assertThat(version(id, 1)).isEqualTo("second");
    assertThat(assets.count("asset_versions")).isEqualTo(1);
  }

  @Test
  void anotherNameIsARenameAndAnotherFolderAMove() {
    String id = assets.create("/a/x.txt");
    assertThat(assets.eventsOf(() -> assets.call("/services/update", "id", id, "name", "y.jpg")))
        .containsExactly("asset_rename /a/y.jpg");
    JsonNode changed = assets.lastPayload().path("changedMetadata");
    assertThat(changed.path("assetPath").toString())
        .isEqualTo("{\"oldValue\":\"/a/x.txt\",\"newValue\":\"/a/y.jpg\"}");
    assertThat(changed.path("assetDomain").path("newValue").asText()).isEqualTo("image");
    assertThat(changed.has("folderPath")).isFalse();
    assertThat(
            assets.eventsOf(
                () ->
                    assets.call(
                        "/services/update", "id", id, "folderPath", "/b/c", "status", "Final")))
        .containsExactly(
            "folder_create /b",
            "folder_create /b/c",
            "asset_move /b/c/y.jpg",
            "asset_update_metadata /b/c/y.jpg");
    assertThat(assets.lastPayload().path("changedMetadata").toString())
        .isEqualTo("{\"status\":{\"oldValue\":null,\"newValue\":\"Final\"}}");
    assertThat(assets.index.metadata(id).text("assetPath")).isEqualTo("/b/c/y.jpg");
  }

  @Test
  void onlyTheCaseOfANameCanChange() {
    String id = assets.create("/a/x.txt");
    assets.call("/services/update", "id", id, "filename", "X.txt");
    assertThat(assets.paths()).containsExactly("/a/X.txt");
  }

  @Test
  void aWholeHitSentBackChangesNothing() {
    String id = assets.create("/a/x.txt", "tags", "b,a", "created", "2012-03-23");
    JsonNode metadata = assets.metadata(id);
    assertThat(
            assets.eventsOf(
                () -> assets.call("/services/update", "id", id, "metadata", metadata.toString())))
        .isEmpty();
  }

  @Test
  void aTakenNameIsRefusedUnlessAnotherMayBeTaken() {
    assets.create("/a/x.txt");
    String id = assets.create("/a/y.txt");
    assertThatThrownBy(
            () -> assets.call("/services/update", "id", id, "name", "x.txt", "status", "Final"))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.name()).isEqualTo("PathAlreadyExistsException"));
    assertThat(assets.metadata(id).has("status")).isFalse();
    assets.call("/services/update", "id", id, "name", "x.txt", "autoRename", "true");
    assertThat(assets.paths()).containsExactly("/a/x-1.txt", "/a/x.txt");
  }

  @Test
  void aCheckOutIsToldOnceAndKeepsOthersFromChangingTheAsset() {
    String id = assets.create("/a/x.txt");
    JsonNode answer = assets.call("/services/checkout/" + id);
    assertThat(answer.path("checkedOutBy").asText()).isEqualTo("ann");
    assertThat(answer.path("checkedOut").asLong()).isPositive();
    assertThat(assets.events()).endsWith("asset_checkout /a/x.txt");
    assertThat(assets.eventsOf(() -> assets.call("/services/checkout/" + id))).isEmpty();
    for (String path : List.of("/services/checkout/", "/services/undocheckout/")) {
      assertThatThrownBy(() -> assets.call(path + id, FakeCall.of().by("bob")))
          .hasMessageContaining("checked out by 'ann'");
    }
    assertThatThrownBy(
            () ->
                assets.call("/services/update", FakeCall.of("id", id, "status", "Final").by("bob")))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409))
        .hasMessageContaining("checked out by 'ann'");
    assets.call("/services/undocheckout/" + id, FakeCall.of().by("root", "ROLE_SUPERUSER"));
    assertThat(assets.events()).endsWith("asset_undo_checkout /a/x.txt");
    JsonNode changed = assets.lastPayload().path("changedMetadata");
    assertThat(changed.path("checkedOutBy").path("newValue").isNull()).isTrue();
    assertThat(changed.path("checkedOut").path("oldValue").isIntegralNumber()).isTrue();
    assertThat(assets.metadata(id).has("checkedOutOnClient")).isFalse();
    assertThat(assets.eventsOf(() -> assets.call("/services/undocheckout/" + id))).isEmpty();
  }

  @Test
  void aCheckOutCanAnswerTheFile() {
    String id = assets.create("/a/x.txt", "Filedata", "data:,one");
    assertThat(assets.answer("/services/checkout/" + id, FakeCall.of("download", "true")))
        .isInstanceOfSatisfying(Response.File.class, f -> assertThat(f.attachment()).isTrue());
  }

  @Test
  void manyAssetsAreUpdatedByOneCallWithOneEventForEachThatChanged() {
    assets.create("/a/1.txt", "status", "New");
    assets.create("/a/2.txt", "status", "New", "title", "T");
    String out = assets.create("/a/3.txt", "status", "New");
    assets.create("/a/4.txt", "status", "Old");
    assets.call("/services/checkout/" + out);
    List<String> told =
        assets.eventsOf(
            () ->
                assertThat(
                        assets.call(
                            "/services/updatebulk",
                            FakeCall.of("q", "status:New", "title", "T").by("bob")))
                    .hasToString("{\"processedCount\":2,\"errorCount\":1}"));
    assertThat(told).containsExactly("asset_update_metadata /a/1.txt");
    assertThatThrownBy(() -> assets.call("/services/updatebulk", "q", "", "title", "T"))
        .hasMessage("'q' is required");
  }

  @Test
  void anUnknownAssetIsToldAndItsFileNotKept() {
    assertThatThrownBy(
            () ->
                assets.call(
                    "/services/update", FakeCall.of("id", "x").file(assets.upload("a", "gone"))))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(404));
    assertThatThrownBy(() -> assets.call("/services/update", "status", "Final"))
        .hasMessage("'id' is required");
    assertThatThrownBy(() -> assets.call("/services/checkout/none"))
        .hasMessageContaining("There is no asset 'none'");
  }

  private String version(String id, long number) {
    return assets.content(
        assets.database.read(c -> VersionStore.find(c, id, number)).orElseThrow().blob());
  }
}
