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
  private AssetsFixture shop;

  @BeforeEach
  void open() {
    shop = new AssetsFixture(home);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void changedValuesMakeOneEventWithWhatChangedInTheRegistrysOrder() {
    String id = shop.create("/a/x.txt", "status", "Production", "tags", "beach,sea");
    List<String> told =
        shop.eventsOf(
            () -> {
              JsonNode hit =
                  shop.call(
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
    assertThat(shop.lastPayload().path("changedMetadata").toString())
        .isEqualTo(
            "{\"status\":{\"oldValue\":\"Production\",\"newValue\":\"Final\"},"
                + "\"title\":{\"oldValue\":null,\"newValue\":\"7\"},"
                + "\"tags\":{\"oldValue\":[\"beach\",\"sea\"],\"newValue\":[\"sea\",\"villa\"]},"
                + "\"cf_own\":{\"oldValue\":null,\"newValue\":\"5\"}}");
    assertThat(shop.index.metadata(id).text("status")).isEqualTo("Final");
  }

  @Test
  void aChangeThatChangesNothingMakesNoEventAndNoRevision() {
    String id = shop.create("/a/x.txt", "status", "Final");
    JsonNode before = shop.metadata(id);
    assertThat(
            shop.eventsOf(
                () ->
                    shop.call(
                        "/services/update",
                        FakeCall.of("id", id, "status", "Final", "metadata", "{\"tags\":[]}")
                            .by("bob"))))
        .isEmpty();
    assertThat(shop.metadata(id)).isEqualTo(before);
  }

  @Test
  void anEmptyValueClears() {
    String id = shop.create("/a/x.txt", "status", "Final");
    shop.call("/services/update", "id", id, "status", "");
    assertThat(shop.metadata(id).has("status")).isFalse();
    assertThat(shop.lastPayload().path("changedMetadata").toString())
        .isEqualTo("{\"status\":{\"oldValue\":\"Final\",\"newValue\":null}}");
  }

  @Test
  void aNewFileIsACheckInThatEndsTheCheckOutAndKeepsTheOldVersion() {
    String id = shop.create("/a/x.txt", "Filedata", "data:,one");
    shop.call("/services/checkout/" + id);
    List<String> told =
        shop.eventsOf(
            () ->
                shop.call(
                    "/services/update",
                    FakeCall.of("id", id, "status", "Final")
                        .file(shop.upload("other.txt", "second"))));
    assertThat(told).containsExactly("asset_checkin /a/x.txt");
    JsonNode changed = shop.lastPayload().path("changedMetadata");
    assertThat(changed.path("versionNumber").toString())
        .isEqualTo("{\"oldValue\":1,\"newValue\":2}");
    assertThat(changed.path("fileSize").toString()).isEqualTo("{\"oldValue\":3,\"newValue\":6}");
    assertThat(changed.path("status").path("newValue").asText()).isEqualTo("Final");
    assertThat(changed.path("checkedOutBy").toString())
        .isEqualTo("{\"oldValue\":\"ann\",\"newValue\":null}");
    assertThat(changed.has("assetModified")).isFalse();
    assertThat(version(id, 1)).isEqualTo("one");
    assertThat(version(id, 2)).isEqualTo("second");
    assertThat(shop.index.text(id)).isEqualTo("second");
    assertThat(shop.rescue.all()).hasSize(2);
  }

  @Test
  void withoutANewVersionTheFileTakesTheOldOnesPlace() {
    String id = shop.create("/a/x.txt", "Filedata", "data:,one");
    shop.call("/services/checkout/" + id);
    shop.call(
        "/services/update",
        FakeCall.of("id", id, "createVersion", "false", "clearCheckoutState", "0")
            .file(shop.upload("x.txt", "second")));
    assertThat(shop.metadata(id).path("versionNumber").asLong()).isEqualTo(1);
    assertThat(shop.metadata(id).has("checkedOut")).isTrue();
    assertThat(version(id, 1)).isEqualTo("second");
    assertThat(shop.count("asset_versions")).isEqualTo(1);
  }

  @Test
  void anotherNameIsARenameAndAnotherFolderAMove() {
    String id = shop.create("/a/x.txt");
    assertThat(shop.eventsOf(() -> shop.call("/services/update", "id", id, "name", "y.jpg")))
        .containsExactly("asset_rename /a/y.jpg");
    JsonNode changed = shop.lastPayload().path("changedMetadata");
    assertThat(changed.path("assetPath").toString())
        .isEqualTo("{\"oldValue\":\"/a/x.txt\",\"newValue\":\"/a/y.jpg\"}");
    assertThat(changed.path("assetDomain").path("newValue").asText()).isEqualTo("image");
    assertThat(changed.has("folderPath")).isFalse();
    assertThat(
            shop.eventsOf(
                () ->
                    shop.call(
                        "/services/update", "id", id, "folderPath", "/b/c", "status", "Final")))
        .containsExactly(
            "folder_create /b",
            "folder_create /b/c",
            "asset_move /b/c/y.jpg",
            "asset_update_metadata /b/c/y.jpg");
    assertThat(shop.lastPayload().path("changedMetadata").toString())
        .isEqualTo("{\"status\":{\"oldValue\":null,\"newValue\":\"Final\"}}");
    assertThat(shop.index.metadata(id).text("assetPath")).isEqualTo("/b/c/y.jpg");
  }

  @Test
  void onlyTheCaseOfANameCanChange() {
    String id = shop.create("/a/x.txt");
    shop.call("/services/update", "id", id, "filename", "X.txt");
    assertThat(shop.paths()).containsExactly("/a/X.txt");
  }

  @Test
  void aWholeHitSentBackChangesNothing() {
    String id = shop.create("/a/x.txt", "tags", "b,a", "created", "2012-03-23");
    JsonNode metadata = shop.metadata(id);
    assertThat(
            shop.eventsOf(
                () -> shop.call("/services/update", "id", id, "metadata", metadata.toString())))
        .isEmpty();
  }

  @Test
  void aTakenNameIsRefusedUnlessAnotherMayBeTaken() {
    shop.create("/a/x.txt");
    String id = shop.create("/a/y.txt");
    assertThatThrownBy(
            () -> shop.call("/services/update", "id", id, "name", "x.txt", "status", "Final"))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.name()).isEqualTo("PathAlreadyExistsException"));
    assertThat(shop.metadata(id).has("status")).isFalse();
    shop.call("/services/update", "id", id, "name", "x.txt", "autoRename", "true");
    assertThat(shop.paths()).containsExactly("/a/x-1.txt", "/a/x.txt");
  }

  @Test
  void aCheckOutIsToldOnceAndKeepsOthersFromChangingTheAsset() {
    String id = shop.create("/a/x.txt");
    JsonNode answer = shop.call("/services/checkout/" + id);
    assertThat(answer.path("checkedOutBy").asText()).isEqualTo("ann");
    assertThat(answer.path("checkedOut").asLong()).isPositive();
    assertThat(shop.events()).endsWith("asset_checkout /a/x.txt");
    assertThat(shop.eventsOf(() -> shop.call("/services/checkout/" + id))).isEmpty();
    for (String path : List.of("/services/checkout/", "/services/undocheckout/")) {
      assertThatThrownBy(() -> shop.call(path + id, FakeCall.of().by("bob")))
          .hasMessageContaining("checked out by 'ann'");
    }
    assertThatThrownBy(
            () -> shop.call("/services/update", FakeCall.of("id", id, "status", "Final").by("bob")))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(409))
        .hasMessageContaining("checked out by 'ann'");
    shop.call("/services/undocheckout/" + id, FakeCall.of().by("root", "ROLE_SUPERUSER"));
    assertThat(shop.events()).endsWith("asset_undo_checkout /a/x.txt");
    JsonNode changed = shop.lastPayload().path("changedMetadata");
    assertThat(changed.path("checkedOutBy").path("newValue").isNull()).isTrue();
    assertThat(changed.path("checkedOut").path("oldValue").isIntegralNumber()).isTrue();
    assertThat(shop.metadata(id).has("checkedOutOnClient")).isFalse();
    assertThat(shop.eventsOf(() -> shop.call("/services/undocheckout/" + id))).isEmpty();
  }

  @Test
  void aCheckOutCanAnswerTheFile() {
    String id = shop.create("/a/x.txt", "Filedata", "data:,one");
    assertThat(shop.answer("/services/checkout/" + id, FakeCall.of("download", "true")))
        .isInstanceOfSatisfying(Response.File.class, f -> assertThat(f.attachment()).isTrue());
  }

  @Test
  void manyAssetsAreUpdatedByOneCallWithOneEventForEachThatChanged() {
    shop.create("/a/1.txt", "status", "New");
    shop.create("/a/2.txt", "status", "New", "title", "T");
    String out = shop.create("/a/3.txt", "status", "New");
    shop.create("/a/4.txt", "status", "Old");
    shop.call("/services/checkout/" + out);
    List<String> told =
        shop.eventsOf(
            () ->
                assertThat(
                        shop.call(
                            "/services/updatebulk",
                            FakeCall.of("q", "status:New", "title", "T").by("bob")))
                    .hasToString("{\"processedCount\":2,\"errorCount\":1}"));
    assertThat(told).containsExactly("asset_update_metadata /a/1.txt");
    assertThatThrownBy(() -> shop.call("/services/updatebulk", "q", "", "title", "T"))
        .hasMessage("'q' is required");
  }

  @Test
  void anUnknownAssetIsToldAndItsFileNotKept() {
    assertThatThrownBy(
            () ->
                shop.call(
                    "/services/update", FakeCall.of("id", "x").file(shop.upload("a", "gone"))))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(404));
    assertThatThrownBy(() -> shop.call("/services/update", "status", "Final"))
        .hasMessage("'id' is required");
    assertThatThrownBy(() -> shop.call("/services/checkout/none"))
        .hasMessageContaining("There is no asset 'none'");
  }

  private String version(String id, long number) {
    return shop.content(
        shop.database.read(c -> VersionStore.find(c, id, number)).orElseThrow().blob());
  }
}
