package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;

/** Copying, moving, removing. */
@Title("Copying, moving, removing")
final class MoveContract extends Part {

  private static final String BOTH = "`copy`, `move`";
  private static final String REMOVE = "`remove`";

  private TestResponse send(String call, String source, String target, String... more) {
    List<String> pairs = new ArrayList<>(List.of("source", here + source, "target", here + target));
    pairs.addAll(List.of(more));
    return post("/services/" + call, pairs.toArray(String[]::new));
  }

  private static String counts(int processed, int errors) {
    return "{\"processedCount\":" + processed + ",\"errorCount\":" + errors + "}";
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    post("/services/search", "q", "ancestorPaths:\"" + here + "\"", "sort", "assetPath-asc")
        .json()
        .path("hits")
        .forEach(hit -> paths.add(hit.at("/metadata/assetPath").asText().substring(here.length())));
    return paths;
  }

  @Row(
      call = "`copy`",
      holds = "copies an asset or a folder from `source` to `target`; returns counts",
      evidence = DOCUMENTS)
  void aCopy() {
    String id = asset("a.txt", "title", "t");
    assertThat(send("copy", "/a.txt", "/b.txt").is(200).text()).isEqualTo(counts(1, 0));
    assertThat(finds("title:t")).containsExactly("a.txt", "b.txt");
    asset("f/c.txt");
    assertThat(send("copy", "/f", "/g").is(200).text()).isEqualTo(counts(1, 0));
    assertThat(paths()).containsExactly("/a.txt", "/b.txt", "/f/c.txt", "/g/c.txt");
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/a.txt");
  }

  @Row(call = "`move`", holds = "keeps the id", evidence = DOCUMENTS)
  void aMoveKeepsTheId() {
    String id = asset("a.txt");
    assertThat(send("move", "/a.txt", "/sub/b.txt").is(200).text()).isEqualTo(counts(1, 0));
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/sub/b.txt");
    send("move", "/sub", "/other").is(200);
    assertThat(metadata(id).path("assetPath").asText()).isEqualTo(here + "/other/b.txt");
  }

  @Row(
      call = "`copy`, `move`: `folderReplacePolicy`",
      holds = "`AUTO_RENAME`, `MERGE`, `THROW_EXCEPTION`",
      evidence = DOCUMENTS)
  void folderReplacePolicy() {
    asset("f/a.txt");
    asset("g/b.txt");
    TestResponse thrown = send("copy", "/f", "/g", "folderReplacePolicy", "THROW_EXCEPTION");
    assertThat(thrown.status()).isEqualTo(409);
    send("copy", "/f", "/g", "folderReplacePolicy", "MERGE").is(200);
    assertThat(paths()).containsExactly("/f/a.txt", "/g/a.txt", "/g/b.txt");
    send("copy", "/f", "/g", "folderReplacePolicy", "AUTO_RENAME").is(200);
    assertThat(paths()).hasSize(4).contains("/g/a.txt", "/g/b.txt");
  }

  @Row(
      call = "`copy`, `move`: `fileReplacePolicy`",
      holds = "`AUTO_RENAME` keeps both",
      evidence = DOCUMENTS)
  void autoRename() {
    asset("a.txt");
    asset("b.txt");
    send("copy", "/a.txt", "/b.txt", "fileReplacePolicy", "AUTO_RENAME").is(200);
    assertThat(paths()).hasSize(3).contains("/a.txt", "/b.txt");
  }

  @Row(
      call = "`copy`, `move`: `fileReplacePolicy`",
      holds = "`OVERWRITE` and `OVERWRITE_IF_NEWER` replace the existing asset",
      evidence = DOCUMENTS)
  void overwrite() {
    asset("b.txt");
    asset("a.txt");
    send("copy", "/a.txt", "/b.txt", "fileReplacePolicy", "OVERWRITE").is(200);
    assertThat(get("/services/search", "q", "assetPath:\"" + here + "/b.txt\"").text())
        .contains("\"totalHits\":1");
    send("copy", "/b.txt", "/a.txt", "fileReplacePolicy", "OVERWRITE_IF_NEWER").is(200);
    assertThat(paths()).containsExactly("/a.txt", "/b.txt");
  }

  @Row(
      call = "`copy`, `move`: `fileReplacePolicy`",
      holds = "`REMOVE_SOURCE` removes the source instead, `DO_NOTHING` does nothing",
      evidence = DOCUMENTS)
  void removeSourceAndDoNothing() {
    asset("a.txt");
    asset("b.txt");
    send("move", "/a.txt", "/b.txt", "fileReplacePolicy", "DO_NOTHING").is(200);
    assertThat(paths()).containsExactly("/a.txt", "/b.txt");
    send("move", "/a.txt", "/b.txt", "fileReplacePolicy", "REMOVE_SOURCE").is(200);
    assertThat(paths()).containsExactly("/b.txt");
  }

  @Row(
      call = "`copy`, `move`: `fileReplacePolicy`",
      holds = "`THROW_EXCEPTION` is an error if the target exists",
      evidence = DOCUMENTS)
  void throwException() {
    asset("a.txt");
    asset("b.txt");
    TestResponse reply = send("move", "/a.txt", "/b.txt", "fileReplacePolicy", "THROW_EXCEPTION");
    assertThat(reply.status() == 409 || reply.text().equals(counts(0, 1)))
        .as(reply.text())
        .isTrue();
    assertThat(paths()).containsExactly("/a.txt", "/b.txt");
  }

  @Row(
      call = BOTH,
      holds = "`filterQuery` leaves out assets that do not match",
      evidence = DOCUMENTS)
  void filterQuery() {
    asset("f/a.txt", "status", "Final");
    asset("f/b.txt", "status", "New");
    send("copy", "/f", "/g", "filterQuery", "status:Final").is(200);
    assertThat(paths()).containsExactly("/f/a.txt", "/f/b.txt", "/g/a.txt");
  }

  @Row(call = BOTH, holds = "`flattenFolders` leaves the sub-folders out", evidence = DOCUMENTS)
  void flattenFolders() {
    asset("f/x/a.txt");
    send("copy", "/f", "/g", "flattenFolders", "true").is(200);
    assertThat(paths()).containsExactly("/f/x/a.txt", "/g/a.txt");
  }

  @Row(call = BOTH, holds = "`async=true` returns a process", evidence = DOCUMENTS)
  void async() {
    asset("a.txt");
    TestResponse reply = send("copy", "/a.txt", "/b.txt", "async", "true").is(200);
    assertThat(reply.json().path("processId").asText()).matches("[0-9A-Za-z_-]{22}");
  }

  @Row(call = REMOVE, holds = "removes by `q`; returns counts", evidence = DOCUMENTS)
  void removeByQuery() {
    asset("a.txt");
    asset("b.pdf");
    String q = "extension:pdf AND ancestorPaths:\"" + here + "\"";
    assertThat(post("/services/remove", "q", q).is(200).text()).isEqualTo(counts(1, 0));
    assertThat(finds("")).containsExactly("a.txt");
  }

  @Row(
      call = REMOVE,
      holds = "removes by `ids`, a comma-separated list, or by `id`",
      evidence = DOCUMENTS)
  void removeByIds() {
    String ids = asset("a.txt") + "," + asset("b.txt");
    assertThat(post("/services/remove", "ids", ids).is(200).text()).isEqualTo(counts(2, 0));
    assertThat(post("/services/remove", "id", asset("c.txt")).is(200).text())
        .isEqualTo(counts(1, 0));
    assertThat(finds("")).isEmpty();
  }

  @Row(
      call = REMOVE,
      holds = "removes by `folderPath`, with everything below it",
      evidence = DOCUMENTS)
  void removeByFolder() {
    asset("sub/a.txt");
    assertThat(post("/services/remove", "folderPath", here).is(200).text()).isEqualTo(counts(1, 0));
    assertThat(finds("")).isEmpty();
    get("/api/folder/get", "path", here).is(404);
  }

  @Row(
      call = REMOVE,
      holds = "if there are several, `q` counts before `ids`, and `ids` before `folderPath`",
      evidence = DOCUMENTS)
  void thePriority() {
    String a = asset("a.txt");
    String b = asset("b.txt");
    asset("sub/c.txt");
    post("/services/remove", "q", "id:" + a, "ids", b, "folderPath", here + "/sub").is(200);
    assertThat(finds("")).containsExactly("b.txt", "c.txt");
    post("/services/remove", "ids", b, "folderPath", here + "/sub").is(200);
    assertThat(finds("")).containsExactly("c.txt");
  }

  @Row(
      call = REMOVE,
      holds = "items that another user checked out count as errors",
      evidence = DOCUMENTS)
  void checkedOutItems() {
    String id = asset("a.txt");
    server.user("ann").form("/services/checkout/" + id).is(200);
    assertThat(server.user("ben").form("/services/remove", "ids", id).is(200).text())
        .isEqualTo(counts(0, 1));
    assertThat(finds("")).containsExactly("a.txt");
  }

  @Row(
      call = REMOVE,
      holds = "a `folderPath` that does not exist returns counts of 0",
      evidence = CLIENTS)
  void removeAFolderThatIsNotThere() {
    assertThat(post("/services/remove", "folderPath", here + "/none").is(200).text())
        .isEqualTo(counts(0, 0));
  }

  @Row(call = REMOVE, holds = "400 if all of them are empty", evidence = CLIENTS)
  void removeNothing() {
    post("/services/remove").is(400);
    post("/services/remove", "q", "", "ids", "", "folderPath", "").is(400);
  }
}
