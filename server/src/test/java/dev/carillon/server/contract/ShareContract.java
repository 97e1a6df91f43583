package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;

/** Auth keys: what people know as share links. */
@Title("Share links (auth keys)")
final class ShareContract extends Part {

  private static final String CREATE = "`createAuthKey`";

  private TestResponse create(String... pairs) {
    List<String> all = new ArrayList<>(List.of("subject", "For you"));
    all.addAll(List.of(pairs));
    return post("/services/createAuthKey", all.toArray(String[]::new));
  }

  private JsonNode key(String... pairs) {
    List<String> all = new ArrayList<>(List.of("validUntil", "2099-01-31"));
    all.addAll(List.of(pairs));
    return create(all.toArray(String[]::new)).is(200).json();
  }

  @Row(
      call = CREATE,
      holds = "returns `{authKey,webClientUrl,desktopClientUrl,mobileClientUrl}`",
      evidence = DOCUMENTS)
  void aKey() {
    JsonNode key = key("assetIds", asset("a.txt"));
    for (String field : List.of("authKey", "webClientUrl", "desktopClientUrl", "mobileClientUrl")) {
      assertThat(key.path(field).isTextual()).as(field).isTrue();
    }
    assertThat(key.path("authKey").asText()).isNotEmpty();
  }

  @Row(
      call = CREATE,
      holds = "`validUntil` is required: `yyyy-MM-dd` or an ISO instant",
      evidence = DOCUMENTS)
  void validUntil() {
    String id = asset("a.txt");
    create("assetIds", id).is(400);
    create("assetIds", id, "validUntil", "2099-01-31").is(200);
    create("assetIds", id, "validUntil", "2099-01-31T12:00:00Z").is(200);
    create("assetIds", id, "validUntil", "soon").is(400);
  }

  @Row(
      call = CREATE,
      holds =
          "`description`, `requestApproval`, `requestUpload`, `containerId`, `containerIds`,"
              + " `importFolderPath`, `notifyEmail`, `sort` are accepted",
      evidence = DOCUMENTS)
  void furtherParameters() {
    String collection = asset("c.collection");
    key("assetIds", asset("a.txt"), "description", "words", "requestApproval", "true");
    key("containerId", collection, "sort", "name-asc");
    key("containerIds", collection, "requestUpload", "true", "importFolderPath", here + "/in");
    key("assetIds", asset("b.txt"), "notifyEmail", "ann@example.com");
  }

  @Row(
      call = "`webClientUrl`",
      holds = "is a page that shows the shared assets without a login",
      evidence = DOCUMENTS)
  void thePage() {
    JsonNode key = key("assetIds", asset("shown.txt"));
    TestResponse page = server.anonymous().get(key.path("webClientUrl").asText()).is(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("shown.txt").contains("For you");
  }

  @Row(
      call = "`createAuthKey`: `downloadOriginal`, `downloadPreview`",
      holds = "allow downloads; `downloadOriginal` implies `downloadPreview`",
      evidence = DOCUMENTS)
  void downloads() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 30));
    hitWith(id, "previewState", "yes");
    String open = key("assetIds", id, "downloadOriginal", "true").path("authKey").asText();
    server.anonymous().get("/share/" + open + "/original/" + id + "/a.jpg").is(200);
    server.anonymous().get("/share/" + open + "/preview/" + id + "/a.jpg").is(200);
    String closed = key("assetIds", id).path("authKey").asText();
    int status = server.anonymous().get("/share/" + closed + "/original/" + id + "/a.jpg").status();
    assertThat(status).isBetween(401, 404);
  }

  @Row(call = "`updateAuthKey`", holds = "changes a key; returns `{}`", evidence = DOCUMENTS)
  void updateAuthKey() {
    JsonNode key = key("assetIds", asset("a.txt"));
    String[] call = {
      "key", key.path("authKey").asText(), "subject", "Another", "validUntil", "2099-02-01"
    };
    assertThat(post("/services/updateAuthKey", call).is(200).text()).isEqualTo("{}");
    assertThat(server.anonymous().get(key.path("webClientUrl").asText()).text())
        .contains("Another");
  }

  @Row(
      call = "`revokeAuthKeys`",
      holds = "revokes the links of `keys`; returns `{}`",
      evidence = DOCUMENTS)
  void revokeAuthKeys() {
    JsonNode key = key("assetIds", asset("a.txt"));
    String url = key.path("webClientUrl").asText();
    assertThat(
            post("/services/revokeAuthKeys", "keys", key.path("authKey").asText()).is(200).text())
        .isEqualTo("{}");
    assertThat(server.anonymous().get(url).status()).isBetween(403, 410);
  }

  @Row(
      call = "`webClientUrl`",
      holds = "shows nothing after the key has expired",
      evidence = DOCUMENTS)
  void expiry() {
    JsonNode key = key("assetIds", asset("shown.txt"));
    String[] call = {
      "key", key.path("authKey").asText(), "subject", "s", "validUntil", "2020-01-01"
    };
    TestResponse reply = post("/services/updateAuthKey", call);
    TestResponse page = server.anonymous().get(key.path("webClientUrl").asText());
    assertThat(reply.status() == 400 || page.status() >= 400).as(page.text()).isTrue();
  }

  @Row(call = "`POST /api/sharelink`", holds = "returns 200 `{id,url}`", evidence = CLIENTS)
  void shareLink() {
    String body =
        "{\"subject\":\"For you\",\"validUntil\":\"2099-01-31\",\"assetIds\":[\"%s\"]}"
            .formatted(asset("shown.txt"));
    JsonNode link = json("POST", "/api/sharelink", body).is(200).json();
    assertThat(link.path("id").asText()).isNotEmpty();
    assertThat(server.anonymous().get(link.path("url").asText()).is(200).text())
        .contains("shown.txt");
  }
}
