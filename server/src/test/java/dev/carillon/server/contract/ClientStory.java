package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.COLLECTION;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of a client, in the order in which the vendor's request collection and typical clients
 * make them, by each form of login and in both modes of errors.
 */
@Title("A client's workflow")
final class ClientStory extends Part {

  private static final String STORY =
      "login → create → search → update with file → checkout → undo → copy → move → relation →"
          + " collection → auth key → folder → webhook → remove → logout";

  @Row(call = STORY, holds = "by the cookie of `login` and its CSRF token", evidence = COLLECTION)
  void byCookie() {
    TestResponse login = login("/services/login");
    inBothModes(
        server
            .anonymous()
            .with("Cookie", cookie(login))
            .with("X-CSRF-TOKEN", login.json().path("csrfToken").asText()));
  }

  @Row(call = STORY, holds = "by `Bearer` and the token of `apilogin`", evidence = COLLECTION)
  void byApiToken() {
    inBothModes(server.anonymous().with("Authorization", "Bearer " + apiToken()));
  }

  @Row(
      call = STORY,
      holds = "by `Bearer` and the token of `login`'s session, with its cookie and CSRF token",
      evidence = COLLECTION)
  void bySessionToken() {
    TestResponse login = login("/services/login");
    String cookie = cookie(login);
    inBothModes(
        server
            .anonymous()
            .with("Authorization", "Bearer " + cookie.substring("authToken=".length()))
            .with("Cookie", cookie)
            .with("X-CSRF-TOKEN", login.json().path("csrfToken").asText()));
  }

  @Row(call = STORY, holds = "by the token of `apilogin` as a cookie", evidence = COLLECTION)
  void byApiTokenAsCookie() {
    inBothModes(server.anonymous().with("Cookie", "authToken=" + apiToken()));
  }

  @Row(call = STORY, holds = "by `authcred`, a parameter of each call", evidence = COLLECTION)
  void byAuthcred() {
    errors(false, () -> story(server.anonymous(), "/real", 404));
    errors(true, () -> story(server.anonymous(), "/ok", 200));
  }

  @Row(call = STORY, holds = "by HTTP Basic", evidence = OURS)
  void byBasic() {
    inBothModes(server.anonymous().with("Authorization", "Basic " + ContractServer.cred("admin")));
  }

  private TestResponse login(String call) {
    String[] form = {"username", "admin", "password", ContractServer.PASSWORD, "clientId", "story"};
    return server.anonymous().form(call, form).is(200);
  }

  private String apiToken() {
    return login("/services/apilogin").json().path("authToken").asText();
  }

  private static String cookie(TestResponse login) {
    return login.header("Set-Cookie").replaceAll(";.*", "");
  }

  private void inBothModes(TestClient caller) {
    errors(false, () -> story(caller, "/real", 404));
    errors(true, () -> story(caller, "/ok", 200));
  }

  private void errors(boolean asOk, Runnable story) {
    server.with("returnStatusOkOnErrorForServicesApi", String.valueOf(asOk), story);
  }

  private void story(TestClient caller, String folder, int notFound) {
    boolean each = caller.headers().isEmpty();
    new Day(caller, each ? ContractServer.cred("admin") : "", here + folder, notFound).live();
  }

  /** One client; with {@code authcred} where that is not empty. */
  private record Day(TestClient caller, String authcred, String place, int notFound) {

    void live() {
      JsonNode profile = call("/services/profile").json();
      assertThat(profile.path("username").asText()).isEqualTo("admin");
      String id = create("a.txt");
      found("title:daily", "a.txt");
      changes(id);
      copiesAndMoves(id);
      relations(id);
      shares(id);
      folders();
      webhooks();
      mistakes();
      String counts = call("/services/remove", "folderPath", place).text();
      assertThat(counts).isEqualTo("{\"processedCount\":4,\"errorCount\":0}");
      assertThat(call("/services/ping").json().path("state").asText()).isEqualTo("running");
    }

    private String query(String path) {
      String separator = path.contains("?") ? "&" : "?";
      return authcred.isEmpty() ? path : path + separator + TestClient.query("authcred", authcred);
    }

    private TestResponse call(String path, String... pairs) {
      List<String> all = new ArrayList<>(List.of(pairs));
      if (!authcred.isEmpty()) {
        all.addAll(List.of("authcred", authcred));
      }
      TestResponse reply = caller.form(path, all.toArray(String[]::new));
      assertThat(reply.text()).as(path).doesNotContain("\"errorcode\"");
      return reply.is(200);
    }

    private String create(String name) {
      byte[] content = ("story of " + name).getBytes(UTF_8);
      TestResponse reply =
          caller.upload(
              query("/services/create"),
              name,
              content,
              "metadata",
              "{\"assetPath\":\"" + place + "/" + name + "\",\"title\":\"daily\"}");
      return reply.is(200).json().path("id").asText();
    }

    private void found(String q, String... names) {
      String all = "ancestorPaths:\"" + place + "\" AND " + q;
      JsonNode reply = call("/services/search", "q", all, "metadataToReturn", "all").json();
      assertThat(reply.path("hits").findValuesAsText("filename"))
          .as(q)
          .containsExactlyInAnyOrder(names);
    }

    private void changes(String id) {
      call("/services/checkout/" + id);
      byte[] next = "the next".getBytes(UTF_8);
      JsonNode hit = caller.upload(query("/services/update"), "a", next, "id", id).is(200).json();
      assertThat(hit.at("/metadata/versionNumber").asInt()).isEqualTo(2);
      call("/services/checkout/" + id);
      call("/services/undocheckout/" + id);
      call("/services/update", "id", id, "metadata", "{\"status\":\"Review\"}");
      found("status:Review", "a.txt");
      call("/services/updatebulk", "q", "id:" + id, "rating", "5");
      assertThat(call("/services/asset/history", "id", id).json().path("totalHits").asInt())
          .isGreaterThan(4);
    }

    private void copiesAndMoves(String id) {
      call("/services/copy", "source", place + "/a.txt", "target", place + "/b.txt");
      call("/services/move", "source", place + "/b.txt", "target", place + "/sub/c.txt");
      found("status:Review", "a.txt", "c.txt");
      call("/services/browse", "path", place);
      assertThat(call("/services/search", "q", "id:" + id).json().path("totalHits").asInt())
          .isEqualTo(1);
    }

    private void relations(String id) {
      String other = create("d.txt");
      String[] relation = {"relationType", "related", "target1Id", id, "target2Id", other};
      call("/services/createRelation", relation);
      found("relatedTo:" + id, "d.txt");
      String collection = create("e.collection");
      call("/services/collection/add", "collectionId", collection, "childIds", id + "," + other);
      found("relatedTo:" + collection + " relationType:contains", "a.txt", "d.txt");
    }

    private void shares(String id) {
      String[] key = {"subject", "s", "validUntil", "2099-01-31", "assetIds", id};
      JsonNode made = call("/services/createAuthKey", key).json();
      call("/services/revokeAuthKeys", "keys", made.path("authKey").asText());
    }

    private void folders() {
      call("/services/createFolder", "path", place + "/f");
      String path = query("/api/folder/get?" + TestClient.query("path", place + "/f"));
      String id = caller.get(path).is(200).json().path("id").asText();
      caller.json("DELETE", query("/api/folder/" + id), "").is(200);
    }

    private void webhooks() {
      String base = "/services/admin/webhook";
      String body =
          "{\"name\":\"story\",\"url\":\"https://example.com/hook\","
              + "\"eventTypes\":[\"asset_move\"]}";
      String id = caller.json("POST", query(base), body).is(201).json().path("id").asText();
      caller.json("POST", query(base + "/" + id), "{\"name\":\"next\"}").is(200);
      caller.json("PUT", query(base + "/" + id + "/disable"), "").is(200);
      caller.json("PUT", query(base + "/" + id + "/enable"), "").is(200);
      caller.json("DELETE", query(base + "/" + id), "").is(204);
      TestResponse gone = caller.get(query(base + "/" + id)).is(notFound);
      assertThat(gone.json().path("errorcode").asInt()).isEqualTo(404);
    }

    private void mistakes() {
      TestResponse missing =
          caller.send("POST", query("/services/checkout/none"), "", "").is(notFound);
      assertThat(missing.json().path("errorcode").asInt()).isEqualTo(404);
      caller.get(query("/api/asset/none")).is(404);
    }
  }
}
