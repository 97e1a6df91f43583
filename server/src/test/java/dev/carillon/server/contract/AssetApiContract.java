package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** The resource {@code /api/asset}. */
@Title("The resource /api/asset")
final class AssetApiContract extends Part {

  private static final String POST = "`POST /api/asset`";
  private static final String TEXT = "text/plain";

  private TestResponse create(String name, String more) {
    return json("POST", "/api/asset", "{\"assetPath\":\"" + here + "/" + name + "\"" + more + "}");
  }

  @Row(call = POST, holds = "returns 200, the hit, and `uploadUrl`", evidence = CLIENTS)
  void aCreate() {
    JsonNode hit = create("a.txt", ",\"metadata\":{\"title\":\"t\"}").is(200).json();
    assertThat(hit.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(hit.at("/metadata/title").asText()).isEqualTo("t");
    assertThat(hit.path("uploadUrl").asText()).startsWith(server.url());
  }

  @Row(call = "`uploadUrl`", holds = "accepts the file", evidence = CLIENTS)
  void upload() {
    JsonNode hit = create("a.txt", "").json();
    String url = hit.path("uploadUrl").asText();
    TestResponse put = admin().send("PUT", url, TEXT, "content");
    TestResponse reply = put.status() < 300 ? put : admin().send("POST", url, TEXT, "content");
    assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    assertThat(get("/file/" + hit.path("id").asText() + "/*/a.txt").text()).isEqualTo("content");
  }

  @Row(
      call = "`POST /api/asset`: `metadataToReturn`",
      holds = "chooses the fields of the hit",
      evidence = DOCUMENTS)
  void metadataToReturn() {
    JsonNode hit =
        create("a.txt", ",\"metadata\":{\"title\":\"t\"},\"metadataToReturn\":[\"title\"]").json();
    assertThat(hit.path("metadata").toString()).isEqualTo("{\"title\":\"t\"}");
  }

  @Row(
      call = "`POST /api/asset`: `autoRename`",
      holds =
          "`true` chooses another name; `false` with a taken path is 409 with the existing asset"
              + " and `uploadUrl: null`",
      evidence = CLIENTS)
  void autoRename() {
    String id = create("a.txt", "").json().path("id").asText();
    JsonNode renamed = create("a.txt", ",\"autoRename\":true").is(200).json();
    assertThat(renamed.path("id").asText()).isNotEqualTo(id);
    JsonNode taken = create("a.txt", ",\"autoRename\":false").is(409).json();
    assertThat(taken.path("uploadUrl").isNull()).isTrue();
    assertThat(taken.toString()).contains(id);
  }

  @Row(call = "`GET /api/asset/<id>`", holds = "returns the asset", evidence = DOCUMENTS)
  void get() {
    String id = asset("a.txt");
    JsonNode asset = get("/api/asset/" + id).is(200).json();
    assertThat(asset.path("id").asText()).isEqualTo(id);
    assertThat(asset.at("/metadata/filename").asText()).isEqualTo("a.txt");
    get("/api/asset/0000000000000000000000").is(404);
  }

  @Row(call = "`GET /api/asset/search?q&from&size`", holds = "finds assets", evidence = DOCUMENTS)
  void search() {
    asset("a.txt");
    asset("b.txt");
    String q = "ancestorPaths:\"" + here + "\"";
    JsonNode found = get("/api/asset/search", "q", q, "from", "0", "size", "1").is(200).json();
    assertThat(found.findValuesAsText("filename")).hasSize(1);
    assertThat(found.toString()).containsPattern("\"total[A-Za-z]*\":2");
  }

  @Row(
      call = "`/api/asset/<id>/original`",
      holds = "GET downloads; POST and PUT upload; `createVersion` works as with `update`",
      evidence = DOCUMENTS)
  void original() {
    String id = asset("a.txt");
    String path = "/api/asset/" + id + "/original";
    assertThat(get(path).is(200).text()).isEqualTo("words of a.txt");
    assertThat(admin().send("PUT", path, TEXT, "two").status()).isBetween(200, 204);
    assertThat(get(path).text()).isEqualTo("two");
    assertThat(admin().send("POST", path, TEXT, "three").status()).isBetween(200, 204);
    assertThat(get(path).text()).isEqualTo("three");
    assertThat(metadata(id).path("versionNumber").asInt()).isEqualTo(3);
    int status = admin().send("PUT", path + "?createVersion=false", TEXT, "four").status();
    assertThat(status).isBetween(200, 204);
    assertThat(get(path).text()).isEqualTo("four");
  }

  @Row(
      call = "`/api/asset/<id>/preview`, `/thumbnail`",
      holds = "GET downloads the picture",
      evidence = DOCUMENTS)
  void pictures() {
    String id = file("a.jpg", Samples.picture("jpg", 90, 60));
    hitWith(id, "previewState", "yes");
    for (String kind : List.of("preview", "thumbnail")) {
      assertThat(picture(get("/api/asset/" + id + "/" + kind)).getWidth()).isEqualTo(90);
    }
  }

  @Row(
      call =
          "`signed-original-url?validFor=`, `signed-preview-url`, `signed-thumbnail-url`,"
              + " `signed-image-rendition-url?validFor&format…`",
      holds = "return a URL that downloads without a login",
      evidence = DOCUMENTS)
  void signedUrls() {
    String id = file("a.jpg", Samples.picture("jpg", 90, 60));
    hitWith(id, "previewState", "yes");
    for (String call :
        List.of(
            "signed-original-url?validFor=60",
            "signed-preview-url?validFor=60",
            "signed-thumbnail-url?validFor=60",
            "signed-image-rendition-url?validFor=60&format=png&maxWidth=30")) {
      TestResponse reply = get("/api/asset/" + id + "/" + call);
      assertThat(reply.status()).as(call + ": " + reply.text()).isEqualTo(200);
      String url = reply.text().replaceAll("(?s).*?(http[^\"\\s]*).*", "$1");
      TestResponse download = server.anonymous().get(url);
      assertThat(download.status()).as(call + ": " + url).isEqualTo(200);
      assertThat(picture(download).getWidth())
          .as(call)
          .isEqualTo(call.contains("rendition") ? 30 : 90);
    }
  }
}
