package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** History and versions, texts, e-mails, reports and archives. */
@Title("History, versions, texts, reports, archives")
final class HistoryContract extends Part {

  private JsonNode history(String id, String... pairs) {
    List<String> all = new ArrayList<>(List.of("id", id));
    all.addAll(List.of(pairs));
    return get("/services/asset/history", all.toArray(String[]::new)).is(200).json();
  }

  @Row(
      call = "`asset/history`",
      holds =
          "returns `{\"totalHits\",\"hits\":[{\"usageStatsRecord\",\"hit\","
              + "\"versionCreatingAction\"}]}`",
      evidence = DOCUMENTS)
  void assetHistory() {
    String id = plain("a.bin");
    post("/services/update", "id", id, "title", "t").is(200);
    JsonNode history = history(id);
    assertThat(history.path("totalHits").asInt()).isGreaterThanOrEqualTo(2);
    JsonNode newest = history.at("/hits/0");
    assertThat(newest.path("hit").isObject()).isTrue();
    assertThat(newest.path("versionCreatingAction").isBoolean()).isTrue();
    JsonNode record = newest.path("usageStatsRecord");
    for (String field :
        List.of(
            "id",
            "logDate",
            "userName",
            "action",
            "assetId",
            "assetPath",
            "assetType",
            "assetDomain",
            "changedMetadata")) {
      assertThat(record.has(field)).as(field + " in " + record).isTrue();
    }
    assertThat(record.path("assetId").asText()).isEqualTo(id);
    assertThat(record.path("userName").asText()).isEqualTo("admin");
  }

  @Row(
      call = "`asset/history`: `sourceAssetPath`",
      holds = "is the earlier path of a moved asset",
      evidence = DOCUMENTS)
  void sourceAssetPath() {
    String id = asset("a.txt");
    post("/services/move", "source", here + "/a.txt", "target", here + "/b.txt").is(200);
    assertThat(history(id).findValuesAsText("sourceAssetPath")).contains(here + "/a.txt");
  }

  @Row(
      call = "`asset/history`",
      holds = "`start`, `num`, `detailLevel` 0–5 and `actions` choose the entries",
      evidence = DOCUMENTS)
  void historyParameters() {
    String id = plain("a.bin");
    post("/services/update", "id", id, "title", "t").is(200);
    post("/services/update", "id", id, "title", "u").is(200);
    assertThat(history(id, "start", "1", "num", "1").path("hits")).hasSize(1);
    for (int level = 0; level <= 5; level++) {
      assertThat(history(id, "detailLevel", String.valueOf(level)).has("hits")).isTrue();
    }
    String action = history(id).at("/hits/0/usageStatsRecord/action").asText();
    assertThat(history(id, "actions", action).findValuesAsText("action")).containsOnly(action);
  }

  @Row(
      call = "`logUsage`",
      holds =
          "accepts `assetId` or `assetID`, `action` (the server puts `CUSTOM_ACTION_` in front) and"
              + " any other parameter; returns `{}`",
      evidence = CLIENTS)
  void logUsage() {
    String id = asset("a.txt");
    assertThat(
            post("/services/logUsage", "assetId", id, "action", "PRINTED", "pages", "3")
                .is(200)
                .text())
        .isEqualTo("{}");
    post("/services/logUsage", "assetID", id, "action", "SEEN").is(200);
    JsonNode history = history(id, "detailLevel", "5");
    assertThat(history.findValuesAsText("action"))
        .contains("CUSTOM_ACTION_PRINTED", "CUSTOM_ACTION_SEEN");
    assertThat(history.toString()).contains("pages");
  }

  @Row(
      call = "`version/list`, `version/promote`, `version/delete`",
      holds = "list the versions; with `assetId` and `version`, promote one (`{}`) or delete one",
      evidence = DOCUMENTS)
  void versions() {
    String id = file("a.txt", "one".getBytes(UTF_8));
    admin().upload("/services/update", "a", "two".getBytes(UTF_8), "id", id).is(200);
    post("/services/version/list", "assetId", id).is(200);
    assertThat(post("/services/version/promote", "assetId", id, "version", "1").is(200).text())
        .isEqualTo("{}");
    assertThat(get("/file/" + id + "/*/a.txt").text()).isEqualTo("one");
    assertThat(metadata(id).path("versionNumber").asInt()).isEqualTo(3);
    post("/services/version/delete", "assetId", id, "version", "2").is(200);
  }

  @Row(
      call = "`messages`",
      holds = "`localeChain` returns a map of texts; `bundle` is accepted",
      evidence = CLIENTS)
  void messages() {
    assertThat(get("/services/messages", "localeChain", "en_US").is(200).json().isObject())
        .isTrue();
    assertThat(
            get("/services/messages", "localeChain", "nl_NL,en_US", "bundle", "web").is(200).json())
        .isNotNull();
  }

  @Row(
      call = "`messages`",
      holds = "`ifModifiedSince` (milliseconds or ISO) returns 304 if nothing changed",
      evidence = CLIENTS)
  void messagesNotModified() {
    String[] milliseconds = {"localeChain", "en_US", "ifModifiedSince", "4070908800000"};
    get("/services/messages", milliseconds).is(304);
    String[] iso = {"localeChain", "en_US", "ifModifiedSince", "2099-01-01T00:00:00Z"};
    get("/services/messages", iso).is(304);
    get("/services/messages", "localeChain", "en_US", "ifModifiedSince", "0").is(200);
  }

  @Row(
      call = "`notify/email`",
      holds =
          "returns a clear error if no SMTP server is configured, with JSON and with a query"
              + " string",
      evidence = CLIENTS)
  void notifyWithoutServer() {
    String body = "{\"to\":[\"ann@example.com\"],\"subject\":\"s\",\"body\":\"b\"}";
    TestResponse reply = json("POST", "/services/notify/email", body);
    assertThat(reply.status()).isGreaterThanOrEqualTo(400);
    assertThat(reply.json().path("message").asText()).contains("smtpServer");
    String[] query = {"to[0]", "ann@example.com", "subject", "s", "body", "b"};
    assertThat(get("/services/notify/email", query).json().path("message").asText())
        .contains("smtpServer");
  }

  @Row(
      call = "`/metadata/<name>.json|csv`",
      holds = "returns a report for `q`, `assetPath` or `assetIds`, and `fields`",
      evidence = DOCUMENTS)
  void reports() {
    String id = asset("a.txt", "title", "t");
    String q = "ancestorPaths:\"" + here + "\"";
    String[][] choices = {{"q", q}, {"assetPath", here + "/a.txt"}, {"assetIds", id}};
    for (String[] choice : choices) {
      String[] call = {choice[0], choice[1], "fields", "filename,title"};
      TestResponse json = get("/metadata/report.json", call).is(200);
      assertThat(json.json().findValuesAsText("title")).as(choice[0]).containsExactly("t");
      assertThat(get("/metadata/report.csv", call).is(200).text())
          .as(choice[0])
          .contains("filename")
          .contains("a.txt");
    }
  }

  @Row(
      call = "`/zip/<name>.zip`",
      holds = "returns an archive for `assetIds`, `q` or `folderPath`, and `downloadKind`",
      evidence = DOCUMENTS)
  void archives() {
    String id = asset("a.txt");
    String q = "ancestorPaths:\"" + here + "\"";
    String[][] choices = {{"assetIds", id}, {"q", q}, {"folderPath", here}};
    for (String[] choice : choices) {
      TestResponse zip =
          get("/zip/all.zip", choice[0], choice[1], "downloadKind", "original").is(200);
      assertThat(entries(zip)).as(choice[0]).singleElement().asString().endsWith("a.txt");
    }
  }

  private static List<String> entries(TestResponse zip) {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          names.add(entry.getName());
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return names;
  }
}
