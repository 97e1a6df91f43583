package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;

/** Changing assets: metadata, files, checkouts. */
@Title("Changing assets")
final class UpdateContract extends Part {

  private static final String UPDATE = "`update`";
  private static final byte[] NEXT = "the next content".getBytes(UTF_8);

  private JsonNode update(String id, String... pairs) {
    List<String> all = new ArrayList<>(List.of("id", id));
    all.addAll(List.of(pairs));
    return post("/services/update", all.toArray(String[]::new)).is(200).json();
  }

  private JsonNode checkIn(String id, byte[] content, String... pairs) {
    List<String> all = new ArrayList<>(List.of("id", id));
    all.addAll(List.of(pairs));
    return admin()
        .upload("/services/update", "next", content, all.toArray(String[]::new))
        .is(200)
        .json();
  }

  @Row(call = UPDATE, holds = "changes the asset `id` and returns the hit", evidence = DOCUMENTS)
  void anUpdate() {
    String id = asset("a.txt");
    JsonNode hit = update(id, "title", "t");
    assertThat(hit.path("id").asText()).isEqualTo(id);
    assertThat(hit.at("/metadata/title").asText()).isEqualTo("t");
  }

  @Row(
      call = "`update`: `metadataToReturn`",
      holds = "chooses the fields of the hit",
      evidence = DOCUMENTS)
  void metadataToReturn() {
    JsonNode hit = update(asset("a.txt"), "title", "t", "metadataToReturn", "title");
    assertThat(hit.path("metadata").toString()).isEqualTo("{\"title\":\"t\"}");
  }

  @Row(call = UPDATE, holds = "with a file, checks in the asset", evidence = DOCUMENTS)
  void theCheckIn() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    JsonNode hit = checkIn(id, NEXT);
    assertThat(hit.at("/metadata/versionNumber").asInt()).isEqualTo(2);
    assertThat(hit.path("metadata").has("checkedOutBy")).isFalse();
    assertThat(get(hit.path("originalUrl").asText()).text()).isEqualTo("the next content");
  }

  @Row(
      call = "`update`: `clearCheckoutState`",
      holds = "is true by default; `false` keeps the checkout",
      evidence = DOCUMENTS)
  void clearCheckoutState() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    checkIn(id, NEXT, "clearCheckoutState", "false");
    assertThat(metadata(id).path("checkedOutBy").asText()).isEqualTo("admin");
    checkIn(id, NEXT);
    assertThat(metadata(id).has("checkedOutBy")).isFalse();
  }

  @Row(
      call = "`update`: `parseMetadataModifications`",
      holds = "is true by default: `-beach, -house, +villa, +sunny` removes and adds",
      evidence = DOCUMENTS)
  void parseMetadataModifications() {
    String id = asset("a.txt", "tags", "beach,house,sea");
    update(id, "tags", "-beach, -house, +villa, +sunny");
    assertThat(metadata(id).path("tags").toString()).isEqualTo("[\"sea\",\"sunny\",\"villa\"]");
    update(id, "tags", "+plain", "parseMetadataModifications", "false");
    assertThat(metadata(id).path("tags").toString()).isEqualTo("[\"+plain\"]");
  }

  @Row(
      call = "`update`: `keepMetadata`",
      holds =
          "is false by default: the new file's embedded values replace the metadata; with `true`"
              + " they do not",
      evidence = DOCUMENTS)
  void keepMetadata() {
    byte[] jpeg = Samples.jpegWithXmp(40, 30, "embedded", "words", "tag");
    String id = file("a.jpg", Samples.picture("jpg", 40, 30), "title", "said");
    checkIn(id, jpeg, "keepMetadata", "true");
    assertThat(metadata(id).path("title").asText()).isEqualTo("said");
    checkIn(id, jpeg);
    assertThat(hitWith(id, "title", "embedded").path("id").asText()).isEqualTo(id);
  }

  @Row(
      call = "`update`: `createVersion`",
      holds = "is true by default; `false` replaces the file without a version",
      evidence = DOCUMENTS)
  void createVersion() {
    String id = asset("a.txt");
    String list = "/services/version/list";
    int versions = post(list, "assetId", id).is(200).json().findValues("versionNumber").size();
    checkIn(id, NEXT, "createVersion", "false");
    assertThat(get("/file/" + id + "/*/a.txt").text()).isEqualTo("the next content");
    assertThat(post(list, "assetId", id).json().findValues("versionNumber")).hasSize(versions);
    checkIn(id, "third".getBytes(UTF_8));
    assertThat(post(list, "assetId", id).json().findValues("versionNumber"))
        .hasSizeGreaterThan(versions);
  }

  @Row(
      call = UPDATE,
      holds =
          "`name`, `folderPath` or `assetPath` renames or moves the asset; its id stays the same",
      evidence = DOCUMENTS)
  void aNewPlace() {
    String id = asset("a.txt");
    update(id, "name", "b.txt");
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/b.txt");
    update(id, "folderPath", here + "/sub");
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/sub/b.txt");
    update(id, "assetPath", here + "/c.txt");
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/c.txt");
  }

  @Row(
      call = "`update`: `autoRename`, `nextUrl`",
      holds = "work as with `create`",
      evidence = DOCUMENTS)
  void autoRenameAndNextUrl() {
    String id = asset("a.txt");
    asset("b.txt");
    post("/services/update", "id", id, "name", "b.txt").is(409);
    TestResponse reply = post("/services/update", "id", id, "title", "t", "nextUrl", "/next");
    assertThat(reply.status()).isBetween(302, 303);
    post("/services/update", "id", id, "title", "u", "nextUrl", "https://example.com/").is(400);
  }

  @Row(call = UPDATE, holds = "`\"\"` clears a field, `[]` does not", evidence = CLIENTS)
  void clearing() {
    String id = asset("a.txt", "title", "t", "tags", "one,two");
    update(id, "metadata", "{\"title\":\"\",\"tags\":[]}");
    assertThat(metadata(id).has("title")).isFalse();
    assertThat(metadata(id).path("tags").toString()).isEqualTo("[\"one\",\"two\"]");
    update(id, "metadata", "{\"tags\":\"\"}");
    assertThat(metadata(id).has("tags")).isFalse();
  }

  @Row(
      call = "`updatebulk`",
      holds = "changes the metadata of all assets that `q` finds; returns counts",
      evidence = DOCUMENTS)
  void updateBulk() {
    asset("a.txt");
    asset("b.txt");
    assertThat(
            post("/services/updatebulk", "q", "ancestorPaths:\"" + here + "\"", "title", "bulk")
                .is(200)
                .text())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
    assertThat(finds("title:bulk")).containsExactly("a.txt", "b.txt");
  }

  @Row(
      call = "`updatebulk`",
      holds = "an empty `q` is 400, and never means all assets",
      evidence = CLIENTS)
  void updateBulkOfNothing() {
    post("/services/updatebulk", "q", "", "title", "bulk").is(400);
    post("/services/updatebulk", "title", "bulk").is(400);
  }

  @Row(
      call = "`checkout/<id>`",
      holds = "returns `{\"checkedOut\":<milliseconds>,\"checkedOutBy\":\"…\"}`",
      evidence = DOCUMENTS)
  void checkOut() {
    JsonNode reply = post("/services/checkout/" + asset("a.txt")).is(200).json();
    assertThat(reply.path("checkedOut").asLong()).isGreaterThan(1_600_000_000_000L);
    assertThat(reply.path("checkedOutBy").asText()).isEqualTo("admin");
  }

  @Row(
      call = "`checkout/<id>`: `download`",
      holds = "`true` returns the file",
      evidence = DOCUMENTS)
  void checkOutWithDownload() {
    String id = asset("a.txt");
    assertThat(post("/services/checkout/" + id, "download", "true").is(200).text())
        .isEqualTo("words of a.txt");
    assertThat(metadata(id).path("checkedOutBy").asText()).isEqualTo("admin");
  }

  @Row(
      call = "`undocheckout/<id>`",
      holds =
          "returns `{}`; afterwards `checkedOut`, `checkedOutBy`, `checkedOutOnClient` are absent",
      evidence = DOCUMENTS)
  void undoCheckOut() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    assertThat(post("/services/undocheckout/" + id).is(200).text()).isEqualTo("{}");
    for (String field : List.of("checkedOut", "checkedOutBy", "checkedOutOnClient")) {
      assertThat(metadata(id).has(field)).as(field).isFalse();
    }
  }

  @Row(
      call = "JPEG downloads",
      holds =
          "`description`, `tags`, … are written into the file (XMP), so a file that is downloaded"
              + " and uploaded again keeps them",
      evidence = CLIENTS)
  void writtenIntoDownloads() {
    byte[] jpeg = Samples.picture("jpg", 40, 30);
    String id = file("a.jpg", jpeg, "description", "written words", "tags", "outer");
    byte[] out = get("/file/" + id + "/*/a.jpg").is(200).body();
    String back = file("back.jpg", out);
    JsonNode again = hitWith(back, "description", "written words").path("metadata");
    assertThat(again.path("tags").toString()).isEqualTo("[\"outer\"]");
  }
}
