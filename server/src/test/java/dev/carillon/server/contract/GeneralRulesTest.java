package dev.carillon.server.contract;

import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.MULTIPART_END;
import static dev.carillon.server.testing.TestClient.encoded;
import static dev.carillon.server.testing.TestClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The general rules of the Assets REST API, in the order of their numbers. */
class GeneralRulesTest {

  private static final String JSON = "application/json";
  private static final String CREATE = "/services/create";
  private static final String SEARCH = "/services/search";

  @TempDir private static Path home;
  private static RawRequestServer server;

  @BeforeAll
  static void open() {
    server = new RawRequestServer(home);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** Each test finds the folder of its rule as if it had the server for itself. */
  @AfterEach
  void remove() {
    for (int rule = 1; rule <= 9; rule++) {
      server.send("POST", "/services/remove?folderPath=/r" + rule);
    }
    assertThat(server.finds("")).isEmpty();
  }

  @Test
  void rule1ParametersStandAnywhere() {
    server.send("POST", CREATE + "?assetPath=/r1/query.txt").is(200);
    server.send("POST", CREATE, FORM, "assetPath=/r1/form.txt").is(200);
    server.send("POST", CREATE, FORM, "assetPath=/r1/raw spaces.txt&title=two words").is(200);
    server
        .send("POST", CREATE, MULTIPART, part("assetPath", "", "/r1/parts.txt") + MULTIPART_END)
        .is(200);
    TestResponse mixed =
        server.send(
            "POST",
            CREATE + "?assetPath=/r1/mixed.txt&title=" + encoded("from the query"),
            MULTIPART,
            part("Filedata", "any.txt", "content") + MULTIPART_END);
    assertThat(mixed.is(200).json().at("/metadata/title").asText()).isEqualTo("from the query");
    assertThat(mixed.json().at("/metadata/fileSize/value").asInt()).isEqualTo(7);
    assertThat(server.finds("ancestorPaths:\"/r1\""))
        .containsExactly(
            "/r1/form.txt",
            "/r1/mixed.txt",
            "/r1/parts.txt",
            "/r1/query.txt",
            "/r1/raw spaces.txt");
  }

  @Test
  void rule1AJsonBodyHoldsParametersToo() {
    String id =
        server
            .send("POST", CREATE, JSON, "{\"assetPath\":\"/r1/json.txt\",\"title\":\"one\"}")
            .is(200)
            .json()
            .path("id")
            .asText();
    server.asset("/r1/other.txt");
    TestResponse found =
        server.send("POST", SEARCH, JSON, "{\"q\":\"title:one\",\"metadataToReturn\":[\"title\"]}");
    assertThat(hits(found)).isEqualTo(1);
    assertThat(found.json().at("/hits/0/metadata").toString()).isEqualTo("{\"title\":\"one\"}");
    TestResponse faceted =
        server.send("POST", SEARCH, JSON, "{\"q\":\"title:one\",\"facets\":[\"title\"]}");
    assertThat(hits(faceted)).isEqualTo(1);
    TestResponse file =
        server.send("POST", "/services/checkout/" + id, JSON, "{\"download\":\"true\"}");
    assertThat(file.is(200).header("Content-Type")).startsWith("text/plain");
    server.send("POST", "/services/undocheckout/" + id, JSON, "[]").is(200);
    server.send("POST", "/services/remove", JSON, "{\"ids\":[\"" + id + "\"]}").is(200);
    assertThat(server.finds("ancestorPaths:\"/r1\"")).containsExactly("/r1/other.txt");
    server.send("POST", CREATE, JSON, "{\"assetPath\":").is(400);
  }

  @Test
  void rule1AJsonBodyMaySayWhoSendsIt() {
    String good = "{\"assetPath\":\"/r1/known.txt\",\"authcred\":\"%s\"}";
    String bad = Base64.getEncoder().encodeToString("admin:wrong".getBytes(UTF_8));
    server.plain("POST", CREATE, JSON, good.formatted(server.authcred())).is(200);
    server.plain("POST", CREATE, JSON, good.formatted(bad)).is(401);
    server.plain("POST", CREATE, JSON, "{\"assetPath\":\"/r1/nobody.txt\"}").is(401);
    server.plain("POST", CREATE, JSON, "{\"authcred\":").is(400);
    server.plain("POST", CREATE, "text/plain", good.formatted(server.authcred())).is(401);
    String long1 = good.formatted(server.authcred()) + " ".repeat(1 << 20);
    server.plain("POST", CREATE, JSON, long1).is(401);
    String cookie = server.login().header("Set-Cookie");
    server.plain("POST", CREATE, JSON, good.formatted(server.authcred()), "Cookie", cookie).is(403);
    assertThat(server.finds("ancestorPaths:\"/r1\"")).containsExactly("/r1/known.txt");
  }

  @Test
  void rule1AListMayComeItemByItem() {
    String one = server.asset("/r1/one.txt");
    String two = server.asset("/r1/two.txt");
    String wanted = "&metadataToReturn=filename&metadataToReturn=&metadataToReturn=extension";
    assertThat(
            server
                .send("GET", SEARCH + "?q=id:" + one + wanted)
                .is(200)
                .json()
                .at("/hits/0/metadata")
                .toString())
        .isEqualTo("{\"filename\":\"one.txt\",\"extension\":\"txt\"}");
    server.asset("/r1/three.pdf");
    server.asset("/r1/four.bin");
    String kinds = "&includeExtensions=.txt&includeExtensions=pdf";
    assertThat(
            server
                .send("GET", "/services/browse?path=/r1" + kinds)
                .is(200)
                .json()
                .findValuesAsText("name"))
        .containsExactlyInAnyOrder("one.txt", "two.txt", "three.pdf");
    assertThat(
            server
                .send("POST", "/services/remove", FORM, "ids=" + one + "&ids=" + two)
                .is(200)
                .text())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
    assertThat(
            server
                .send("POST", "/services/createFolder", FORM, "path=/r1/f&path=/r1/f")
                .is(200)
                .text())
        .isEqualTo("{\"/r1/f\":\"created\"}");
  }

  @Test
  void rule1OddBodiesAreNoFault() {
    server.asset("/r1/one.txt");
    String query = SEARCH + "?q=" + encoded("folderPath:\"/r1\"");
    assertThat(hits(server.send("POST", query, MULTIPART, MULTIPART_END))).isEqualTo(1);
    assertThat(hits(server.send("GET", query, MULTIPART, part("num", "", "5") + MULTIPART_END)))
        .isEqualTo(1);
    assertThat(hits(server.send("POST", query, JSON, ""))).isEqualTo(1);
    assertThat(hits(server.send("GET", query, JSON, ""))).isEqualTo(1);
    String id =
        server
            .send(
                "POST",
                "/services/admin/webhook",
                JSON,
                "{\"name\":\"odd\",\"url\":\"http://127.0.0.1:9/\",\"eventTypes\":[]}")
            .is(201)
            .json()
            .path("id")
            .asText();
    assertThat(server.send("DELETE", "/services/admin/webhook/" + id, JSON, "[]").is(204).text())
        .isEmpty();
  }

  @Test
  void rule1PathsMayHaveAPrefixAndASessionId() {
    String id = server.asset("/r1/one.txt");
    String query = "?q=" + encoded("folderPath:\"/r1\"");
    assertThat(hits(server.send("GET", "/app/services/search" + query))).isEqualTo(1);
    assertThat(hits(server.send("GET", SEARCH + ";jsessionid=0123456789ABCDEF" + query)))
        .isEqualTo(1);
    String file = "/file/" + id + "/*/one.txt";
    String content = server.send("GET", file).is(200).text();
    assertThat(server.send("GET", file + ";jsessionid=AB?forceDownload=true").is(200).text())
        .isEqualTo(content);
    assertThat(server.send("GET", "/app" + file).is(200).text()).isEqualTo(content);
  }

  @Test
  void rule2WhoMayChangeByGet() {
    assertThat(hits(server.send("GET", SEARCH + "?q="))).isEqualTo(0);
    assertThat(hits(server.send("POST", SEARCH, FORM, "q="))).isEqualTo(0);
    server.send("GET", CREATE + "?assetPath=/r2/bearer.txt").is(200);
    TestResponse login = server.login();
    String cookie = login.header("Set-Cookie");
    String csrf = login.json().path("csrfToken").asText();
    String change = CREATE + "?assetPath=/r2/cookie.txt";
    server.plain("GET", change, "", "", "Cookie", cookie, "X-CSRF-TOKEN", csrf).is(403);
    server.plain("POST", change, "", "", "Cookie", cookie).is(403);
    assertThat(server.finds("")).containsExactly("/r2/bearer.txt");
    server.plain("POST", change, "", "", "Cookie", cookie, "X-CSRF-TOKEN", csrf).is(200);
    assertThat(server.finds("")).containsExactly("/r2/bearer.txt", "/r2/cookie.txt");
  }

  @Test
  void rule3BooleansAreWordsOrDigits() {
    server.asset("/r3/sub/a.txt");
    for (String no : List.of("false", "False", "0")) {
      JsonNode none = server.send("GET", "/services/browse?path=/r3&includeFolders=" + no).json();
      assertThat(none).as(no).isEmpty();
    }
    for (String yes : List.of("true", "TRUE", "1")) {
      JsonNode one = server.send("GET", "/services/browse?path=/r3&includeFolders=" + yes).json();
      assertThat(one).as(yes).hasSize(1);
    }
    assertThat(server.send("GET", "/services/browse?path=/r3&includeFolders=yes").is(400).text())
        .contains("includeFolders", "yes", "true");
  }

  @Test
  void rule4MetadataComesTogetherOrOneByOne() {
    String id = server.asset("/r4/a.txt");
    JsonNode metadata =
        server
            .send(
                "POST",
                "/services/update?id=" + id + "&headline=alone",
                FORM,
                "metadata=" + encoded("{\"title\":\"together\",\"rating\":\"4\"}"))
            .is(200)
            .json()
            .path("metadata");
    assertThat(metadata.path("headline").asText()).isEqualTo("alone");
    assertThat(metadata.path("title").asText()).isEqualTo("together");
    assertThat(metadata.path("rating").isInt()).isTrue();
    assertThat(metadata.path("rating").asInt()).isEqualTo(4);
    String nothing = "metadata=" + encoded("[]") + "&title=after";
    assertThat(
            server
                .send("POST", "/services/update?id=" + id, FORM, nothing)
                .is(200)
                .json()
                .at("/metadata/title")
                .asText())
        .isEqualTo("after");
    server.send("POST", "/services/update?id=" + id, FORM, "metadata=" + encoded("[1]")).is(400);
    String blank = "metadata=+%0A&title=blank";
    server.send("POST", "/services/update?id=" + id, FORM, blank).is(200);
    String cut = "metadata=" + encoded("{\"title\":\"cut \\ud83d\"}");
    assertThat(
            server
                .send("POST", "/services/update?id=" + id, FORM, cut)
                .is(200)
                .json()
                .at("/metadata/title")
                .asText())
        .isEqualTo("cut \ufffd");
  }

  @Test
  void rule4MetadataOfARelationMayComeInAJsonBody() {
    String id = server.asset("/r4/a.txt");
    String related =
        "{\"relationType\":\"%s\",\"target1Id\":\"%s\",\"target2Id\":\"%s\",\"metadata\":%s}";
    for (List<String> row :
        List.of(List.of("references", "{\"page\":3}", "3"), List.of("contains", "[]", ""))) {
      String other = server.asset("/r4/" + row.getFirst() + ".txt");
      String body = related.formatted(row.getFirst(), id, other, row.get(1));
      server.send("POST", "/services/createRelation", JSON, body).is(200);
      String q = "relatedTo:" + id + " relationType:" + row.getFirst();
      assertThat(
              server
                  .send("GET", SEARCH + "?q=" + encoded(q))
                  .json()
                  .at("/hits/0/relation/relationMetadata/page")
                  .asText())
          .isEqualTo(row.get(2));
    }
    String bad = related.formatted("variation", id, server.asset("/r4/b.txt"), "[1]");
    server.send("POST", "/services/createRelation", JSON, bad).is(400);
  }

  @Test
  void rule5AnswersAreOneLineAndNeverEmpty() {
    String id = server.asset("/r5/a.txt");
    for (String call :
        List.of(
            "/services/ping",
            "/services/profile",
            SEARCH + "?q=",
            "/services/browse?path=/",
            "/services/checkout/" + id,
            "/services/undocheckout/" + id,
            "/services/logUsage?assetId=" + id + "&action=seen",
            "/services/asset/history?id=" + id,
            "/services/createFolder?path=/r5/new",
            "/services/admin/webhook",
            "/services/remove?ids=" + id)) {
      String answer = server.send(call.contains("webhook") ? "GET" : "POST", call).is(200).text();
      assertThat(answer).as(call).matches("[\\[{].*[]}]").doesNotContain("\n");
    }
    assertThat(server.send("POST", "/services/undocheckout/" + server.asset("/r5/b.txt")).text())
        .isEqualTo("{}");
  }

  @Test
  void rule6ErrorsHaveThreeFields() throws Exception {
    TestResponse missing = updateOfNothing().is(404);
    assertThat(missing.json().path("errorcode").asInt()).isEqualTo(404);
    assertThat(missing.json().path("errorname").asText()).isNotEmpty();
    assertThat(missing.json().path("message").asText()).contains("nothing");
    server.send("GET", SEARCH + "?q=noSuchField:").is(400);
    TestResponse noun = server.send("GET", "/api/asset/nothing").is(404);
    assertThat(noun.header("Content-Type")).startsWith("application/problem+json");
    assertThat(noun.json().path("errorcode").asInt()).isEqualTo(404);
    assertThat(noun.json().path("status").asInt()).isEqualTo(404);
    assertThat(noun.json().has("errorname") && noun.json().has("message")).isTrue();

    Path properties = home.resolve("config").resolve("cluster-properties.txt");
    String others = Files.readString(properties);
    Files.writeString(properties, others + "returnStatusOkOnErrorForServicesApi=true\n");
    Await.until("an error is no failure", () -> updateOfNothing().status() == 200);
    assertThat(updateOfNothing().text()).isEqualTo(missing.text());
    server.send("GET", "/api/asset/nothing").is(404);
    Files.writeString(properties, others);
    Await.until("an error is one again", () -> updateOfNothing().status() == 404);
  }

  private static TestResponse updateOfNothing() {
    return server.send("POST", "/services/update?id=nothing&title=x");
  }

  @Test
  void rule7LongCallsCountOrGiveAProcess() {
    server.asset("/r7/a.txt");
    server.asset("/r7/b.txt");
    String q = "?q=" + encoded("ancestorPaths:\"/r7\"");
    assertThat(server.send("POST", "/services/updatebulk" + q + "&title=counted").is(200).text())
        .isEqualTo("{\"processedCount\":2,\"errorCount\":0}");
    JsonNode begun =
        server.send("POST", "/services/updatebulk" + q + "&title=later&async=true").is(200).json();
    assertThat(begun.path("processId").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(server.finds("title:later")).hasSize(2);
  }

  @Test
  void rule8ASearchSeesWhatWasWritten() {
    for (int n = 0; n < 8; n++) {
      String path = "/r8/n" + n + ".txt";
      String id = server.asset(path);
      assertThat(server.finds("id:" + id)).containsExactly(path);
      server.send("POST", "/services/update?id=" + id + "&title=now" + n).is(200);
      assertThat(server.finds("title:now" + n)).containsExactly(path);
      String other = server.asset("/r8/other" + n + ".txt");
      server
          .send(
              "POST",
              "/services/createRelation?relationType=related&target1Id="
                  + id
                  + "&target2Id="
                  + other)
          .is(200);
      assertThat(server.finds("relatedTo:" + id)).containsExactly("/r8/other" + n + ".txt");
      server.send("POST", "/services/remove?ids=" + id).is(200);
      assertThat(server.finds("id:" + id)).isEmpty();
      assertThat(server.finds("relatedTo:" + id)).isEmpty();
    }
  }

  @Test
  void rule9DownloadsIgnoreWhatIsAccepted() {
    String id = server.asset("/r9/a.txt");
    for (String accept : List.of("image/png", "nonsense", "*/*;q=0", "application/json,,")) {
      TestResponse file = server.send("GET", "/file/" + id + "/*/a.txt", "", "", "Accept", accept);
      assertThat(file.is(200).header("Content-Type")).as(accept).startsWith("text/plain");
    }
  }

  private static int hits(TestResponse answer) {
    return answer.is(200).json().path("totalHits").asInt();
  }
}
