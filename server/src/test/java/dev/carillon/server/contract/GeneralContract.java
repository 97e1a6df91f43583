package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.JSON;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.encoded;
import static dev.carillon.server.testing.TestClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;

/** What holds for every call. */
@Title("General rules")
final class GeneralContract extends Part {

  private static final String ANY = "every `/services` request";
  private static final String END = "--xXx--\r\n";

  private JsonNode created(TestResponse reply) {
    return reply.is(200).json().path("metadata");
  }

  @Row(
      call = ANY,
      holds = "unknown parameters and unknown keys of a JSON body are ignored",
      evidence = CLIENTS)
  void whatIsUnknownIsIgnored() {
    assertThat(post("/services/search", "q", "", "noSuchThing", "1").is(200).json().has("hits"))
        .isTrue();
    json(
            "POST",
            "/services/search",
            "{\"query\":{\"QueryStringQuery\":{\"queryString\":\"*:*\"}},\"noSuchThing\":1}")
        .is(200);
  }

  @Row(
      call = "`/api/folder`, `/api/asset`",
      holds = "unknown keys of a JSON body are ignored",
      evidence = CLIENTS)
  void unknownKeysOfFoldersAndAssetsAreIgnored() {
    String path = "{\"path\":\"" + here + "/a\",\"noSuchThing\":1}";
    assertThat(json("POST", "/api/folder", path).json().path("name").asText()).isEqualTo("a");
    String asset = "{\"assetPath\":\"" + here + "/a.txt\",\"noSuchThing\":1}";
    assertThat(json("POST", "/api/asset", asset).json().has("uploadUrl")).isTrue();
  }

  @Row(
      call = "Carillon's own requests below `/api`",
      holds = "an unknown key is rejected; the error names the nearest known name",
      evidence = OURS)
  void ourOwnCallsRefuseUnknownKeys() {
    assertThat(json("POST", "/api/groups", "{\"name\":\"n\",\"licens\":\"pro\"}").is(400).text())
        .contains("licens")
        .contains("licence");
  }

  @Row(call = ANY, holds = "an empty parameter counts as absent", evidence = CLIENTS)
  void anEmptyParameterIsAnAbsentOne() {
    asset("a.txt");
    JsonNode found =
        post("/services/search", "q", "ancestorPaths:\"" + here + "\"", "num", "", "sort", "")
            .is(200)
            .json();
    assertThat(found.path("maxResultHits").asInt()).isEqualTo(50);
    assertThat(found.path("totalHits").asInt()).isEqualTo(1);
  }

  @Row(call = ANY, holds = "parameters can be in the query string", evidence = CLIENTS)
  void parametersInTheQuery() {
    String path = "/services/create?assetPath=" + encoded(here + "/a.txt") + "&title=query";
    assertThat(created(admin().send("POST", path, "", "")).path("title").asText())
        .isEqualTo("query");
  }

  @Row(call = ANY, holds = "parameters can be in a URL-encoded form", evidence = CLIENTS)
  void parametersInAForm() {
    TestResponse reply = post("/services/create", "assetPath", here + "/a.txt", "title", "form");
    assertThat(created(reply).path("title").asText()).isEqualTo("form");
  }

  @Row(call = ANY, holds = "parameters can be in a multipart form", evidence = CLIENTS)
  void parametersInAMultipartForm() {
    String body = part("assetPath", "", here + "/a.txt") + part("title", "", "parts") + END;
    TestResponse reply = admin().send("POST", "/services/create", MULTIPART, body);
    assertThat(created(reply).path("title").asText()).isEqualTo("parts");
  }

  @Row(
      call = ANY,
      holds =
          "parameters can be in the query and in the body at once: metadata in the query, only"
              + " `Filedata` in the body",
      evidence = CLIENTS)
  void parametersInBoth() {
    String path = "/services/create?assetPath=" + encoded(here + "/a.txt") + "&title=mixed";
    String body = part("Filedata", "any.txt", "content") + END;
    JsonNode metadata = created(admin().send("POST", path, MULTIPART, body));
    assertThat(metadata.path("title").asText()).isEqualTo("mixed");
    assertThat(metadata.at("/fileSize/value").asInt()).isEqualTo(7);
  }

  @Row(
      call = ANY,
      holds = "an empty multipart body and a multipart body on GET work",
      evidence = CLIENTS)
  void oddMultipartBodies() {
    admin().send("POST", "/services/search?q=", MULTIPART, END).is(200);
    admin().send("GET", "/services/search?q=", MULTIPART, END).is(200);
    admin().send("GET", "/services/search", MULTIPART, part("q", "", "x") + END).is(200);
  }

  @Row(
      call = ANY,
      holds = "`Content-Type: application/json` without a body works",
      evidence = CLIENTS)
  void jsonWithoutABody() {
    admin().send("POST", "/services/search?q=", JSON, "").is(200);
    admin().send("GET", "/services/search?q=", JSON, "").is(200);
  }

  @Row(call = "DELETE", holds = "a `[]` body works", evidence = CLIENTS)
  void aListAsBodyOfADelete() {
    String folder = "{\"path\":\"" + here + "\"}";
    String id = json("POST", "/api/folder", folder).json().path("id").asText();
    assertThat(json("DELETE", "/api/folder/" + id, "[]").is(200).text()).isEqualTo("{}");
    try (Subscriber subscriber = subscriber("")) {
      json("DELETE", subscriber.path(), "[]").is(204);
    }
  }

  @Row(call = ANY, holds = "raw, unescaped spaces in a form body work", evidence = CLIENTS)
  void rawSpacesInAForm() {
    String body = "assetPath=" + here + "/a b.txt&title=two words";
    JsonNode metadata = created(admin().send("POST", "/services/create", FORM, body));
    assertThat(metadata.path("filename").asText()).isEqualTo("a b.txt");
    assertThat(metadata.path("title").asText()).isEqualTo("two words");
  }

  @Row(call = "`/app/…`", holds = "gives the same responses as `/…`", evidence = CLIENTS)
  void belowApp() {
    asset("a.txt");
    JsonNode hit = get("/app/services/search", "q", "ancestorPaths:\"" + here + "\"").json();
    String url = hit.at("/hits/0/originalUrl").asText().replace("/file/", "/app/file/");
    assertThat(get(url).is(200).text()).isEqualTo("words of a.txt");
  }

  @Row(
      call = "services and file URLs",
      holds = "`;jsessionid=ID` can be in the path, before the query string",
      evidence = CLIENTS)
  void aSessionIdInThePath() {
    String id = asset("a.txt");
    get("/services/search;jsessionid=0123ABCD", "q", "x").is(200);
    assertThat(get("/file/" + id + "/*/a.txt;jsessionid=0123ABCD?_=1").is(200).text())
        .isEqualTo("words of a.txt");
  }

  @Row(call = "requests that read", holds = "allow GET and POST", evidence = DOCUMENTS)
  void readsAllowGetAndPost() {
    asset("a.txt");
    String q = "ancestorPaths:\"" + here + "\"";
    assertThat(get("/services/search", "q", q).is(200).json().path("totalHits").asInt())
        .isEqualTo(1);
    assertThat(post("/services/search", "q", q).is(200).json().path("totalHits").asInt())
        .isEqualTo(1);
    assertThat(get("/services/browse", "path", here).is(200).text())
        .isEqualTo(post("/services/browse", "path", here).is(200).text());
  }

  @Row(
      call = "requests that change something",
      holds = "need POST; GET is allowed with a Bearer token and rejected with a cookie",
      evidence = CLIENTS)
  void changesByGet() {
    get("/services/create", "assetPath", here + "/a.txt").is(200);
    TestResponse login =
        server.anonymous().form("/services/login", "cred", ContractServer.cred("admin"));
    TestClient cookie =
        server
            .anonymous()
            .with("Cookie", login.header("Set-Cookie").replaceAll(";.*", ""))
            .with("X-CSRF-TOKEN", login.json().path("csrfToken").asText());
    cookie.get("/services/create", "assetPath", here + "/b.txt").is(403);
    cookie.form("/services/create", "assetPath", here + "/c.txt").is(200);
    assertThat(finds("")).containsExactly("a.txt", "c.txt");
  }

  @Row(call = ANY, holds = "booleans are `true`/`false` or `1`/`0`", evidence = CLIENTS)
  void booleans() {
    asset("sub/a.txt");
    for (String yes : new String[] {"true", "1"}) {
      assertThat(get("/services/browse", "path", here, "includeFolders", yes).json()).hasSize(1);
    }
    for (String no : new String[] {"false", "0"}) {
      assertThat(get("/services/browse", "path", here, "includeFolders", no).json()).isEmpty();
    }
  }

  @Row(
      call = ANY,
      holds =
          "metadata is one `metadata` parameter (a JSON object), or a parameter for each field;"
              + " both at once are merged",
      evidence = DOCUMENTS)
  void bothFormsOfMetadata() {
    TestResponse reply =
        post(
            "/services/create",
            "assetPath",
            here + "/a.txt",
            "metadata",
            "{\"title\":\"object\",\"tags\":[\"a\"]}",
            "headline",
            "parameter");
    JsonNode metadata = created(reply);
    assertThat(metadata.path("title").asText()).isEqualTo("object");
    assertThat(metadata.path("tags").toString()).isEqualTo("[\"a\"]");
    assertThat(metadata.path("headline").asText()).isEqualTo("parameter");
  }

  @Row(
      call = ANY,
      holds = "the response is a JSON object or array on one line without a trailing newline",
      evidence = CLIENTS)
  void responsesAreOneLine() {
    asset("a.txt", "description", "two\nlines");
    assertThat(get("/services/search", "q", "ancestorPaths:\"" + here + "\"").text())
        .startsWith("{")
        .endsWith("}")
        .doesNotContain("\n");
    assertThat(get("/services/browse", "path", here).text()).startsWith("[").endsWith("]");
  }

  @Row(call = ANY, holds = "the response is `{}` if there is nothing to return", evidence = CLIENTS)
  void nothingIsAnEmptyObject() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    assertThat(post("/services/undocheckout/" + id).is(200).text()).isEqualTo("{}");
    assertThat(post("/services/logUsage", "assetId", id, "action", "seen").is(200).text())
        .isEqualTo("{}");
  }

  @Row(
      call = ANY,
      holds = "errors are `{\"errorcode\",\"errorname\",\"message\"}` with the real status",
      evidence = DOCUMENTS)
  void errorsHaveThreeFields() {
    JsonNode error = post("/services/checkout/nosuchasset").is(404).json();
    assertThat(error.path("errorcode").asInt()).isEqualTo(404);
    assertThat(error.path("errorname").asText()).isNotEmpty();
    assertThat(error.path("message").asText()).contains("nosuchasset");
  }

  @Row(
      call = "`returnStatusOkOnErrorForServicesApi=true`",
      holds = "errors of `/services` have status 200",
      evidence = DOCUMENTS)
  void errorsWithStatusOk() {
    server.with(
        "returnStatusOkOnErrorForServicesApi",
        "true",
        () -> {
          assertThat(
                  post("/services/checkout/nosuchasset").is(200).json().path("errorcode").asInt())
              .isEqualTo(404);
          assertThat(post("/services/create").is(200).json().path("errorcode").asInt())
              .isEqualTo(400);
          assertThat(get("/services/nosuchcall").is(200).json().path("errorcode").asInt())
              .isEqualTo(404);
        });
  }

  @Row(
      call = "`/api/*`",
      holds =
          "errors always have the real status; they are problem+json and also have the three"
              + " fields",
      evidence = DOCUMENTS)
  void errorsOfApi() {
    server.with(
        "returnStatusOkOnErrorForServicesApi",
        "true",
        () -> {
          TestResponse reply = get("/api/asset/nosuchasset").is(404);
          assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
          assertThat(reply.json().path("errorcode").asInt()).isEqualTo(404);
          assertThat(reply.json().has("errorname")).isTrue();
          assertThat(reply.json().has("message")).isTrue();
          assertThat(reply.json().path("status").asInt()).isEqualTo(404);
        });
  }

  @Row(
      call = "`search`",
      holds = "a malformed query (`noSuchField:` with nothing after it) is 400",
      evidence = DOCUMENTS)
  void aMalformedQuery() {
    post("/services/search", "q", "noSuchField:").is(400);
  }

  @Row(
      call = "`updatebulk`, `move`, `copy`, `remove`",
      holds = "return `{\"processedCount\":n,\"errorCount\":m}`",
      evidence = DOCUMENTS)
  void longCallsCount() {
    asset("a.txt");
    assertThat(post("/services/remove", "q", "ancestorPaths:\"" + here + "\"").is(200).text())
        .isEqualTo("{\"processedCount\":1,\"errorCount\":0}");
  }

  @Row(
      call = "`updatebulk`, `move`, `copy`, `remove` with `async=true`",
      holds = "return `{\"processId\":\"<22 characters>\"}`",
      evidence = DOCUMENTS)
  void longCallsAsProcesses() {
    asset("a.txt");
    String q = "ancestorPaths:\"" + here + "\"";
    JsonNode reply = post("/services/updatebulk", "q", q, "title", "t", "async", "true").json();
    assertThat(reply.path("processId").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(reply).hasSize(1);
  }

  @Row(
      call = "`updatebulk`, `move`, `copy`, `remove` with `async=true`",
      holds = "the caller's next request sees the effect of a short process",
      evidence = OURS)
  void theEffectOfAProcessIsVisibleAtOnce() {
    asset("a.txt");
    post("/services/remove", "q", "ancestorPaths:\"" + here + "\"", "async", "true").is(200);
    assertThat(finds("")).isEmpty();
  }

  @Row(
      call = "`search`",
      holds = "finds the result of a create, an update and a removal immediately",
      evidence = CLIENTS)
  void readYourWrites() {
    String id = asset("a.txt");
    assertThat(finds("")).containsExactly("a.txt");
    post("/services/update", "id", id, "title", "zebracrossing").is(200);
    assertThat(finds("title:zebracrossing")).containsExactly("a.txt");
    post("/services/remove", "ids", id).is(200);
    assertThat(finds("")).isEmpty();
  }

  @Row(call = "`search`", holds = "finds a new relation immediately", evidence = CLIENTS)
  void readYourRelations() {
    String one = asset("one.txt");
    String two = asset("two.txt");
    post("/services/createRelation", "relationType", "related", "target1Id", one, "target2Id", two)
        .is(200);
    assertThat(finds("relatedTo:" + one)).containsExactly("two.txt");
  }

  @Row(
      call = "downloads",
      holds = "`Accept` headers that do not fit are ignored",
      evidence = CLIENTS)
  void acceptIsIgnored() {
    String url = "/file/" + asset("a.txt") + "/*/a.txt";
    for (String accept : new String[] {"application/json", "image/png", "x"}) {
      TestResponse reply = admin().with("Accept", accept).get(url).is(200);
      assertThat(new String(reply.body(), UTF_8)).isEqualTo("words of a.txt");
    }
  }
}
