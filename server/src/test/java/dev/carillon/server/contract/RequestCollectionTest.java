package dev.carillon.server.contract;

import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.MULTIPART_END;
import static dev.carillon.server.testing.TestClient.encoded;
import static dev.carillon.server.testing.TestClient.part;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What public collections of requests send, as they send it: parameters without a value, JSON
 * content types without a body, empty multipart forms, paths that were mistyped. Each is answered,
 * and by what stands for the request, whichever way the log-in is proved.
 */
class RequestCollectionTest {

  private static final String JSON = "application/json";

  /** Answered one way or another, as long as the log-in counts. */
  private static final int KNOWN = 0;

  private static RawRequestServer server;

  /** One whose errors of {@code /services} have status 200. */
  private static RawRequestServer okServer;

  @BeforeAll
  static void open(@TempDir Path home, @TempDir Path okHome) throws Exception {
    server = new RawRequestServer(home);
    okServer = new RawRequestServer(okHome);
    Path file = okHome.resolve("config").resolve("cluster-properties.txt");
    Files.writeString(file, "\nreturnStatusOkOnErrorForServicesApi=true\n", APPEND);
    int status = 401;
    for (int tries = 0; status == 401 && tries < 600; tries++) {
      Thread.sleep(50);
      status = okServer.plain("GET", "/services/profile", "", "").status();
    }
    assertThat(status).isEqualTo(200);
  }

  @AfterAll
  static void close() {
    server.close();
    okServer.close();
  }

  /** How requests of a collection prove who sends them. */
  enum Proof {
    SESSION,
    SESSION_THREE_TIMES,
    PROGRAM_COOKIE,
    PROGRAM_BEARER_BESIDE_OLD_COOKIE,
    NONSENSE_BEARER_BESIDE_SESSION
  }

  private static List<String> headers(RawRequestServer server, Proof proof) {
    TestResponse login = server.login();
    String cookie = login.header("Set-Cookie");
    String session = cookie.substring("authToken=".length(), cookie.indexOf(';'));
    String csrf = login.json().path("csrfToken").asText();
    return switch (proof) {
      case SESSION -> List.of("Cookie", "authToken=" + session, "X-CSRF-TOKEN", csrf);
      case SESSION_THREE_TIMES ->
          List.of(
              "Authorization",
              "Bearer " + session,
              "Cookie",
              "authToken=" + session,
              "X-CSRF-TOKEN",
              csrf);
      case PROGRAM_COOKIE ->
          List.of("Cookie", "authToken=" + server.bearer(), "X-CSRF-TOKEN", "{{old}}");
      case PROGRAM_BEARER_BESIDE_OLD_COOKIE ->
          List.of(
              "Authorization",
              "Bearer" + server.bearer(),
              "Cookie",
              "authToken=old",
              "X-CSRF-TOKEN",
              "old");
      case NONSENSE_BEARER_BESIDE_SESSION ->
          List.of(
              "Authorization",
              "Bearer {{authToken}}",
              "Cookie",
              "authToken=" + session,
              "X-CSRF-TOKEN",
              csrf);
    };
  }

  private record Row(String method, String path, String type, String body, int status) {}

  private static Row bare(String method, String path, int status) {
    return new Row(method, path, "", "", status);
  }

  /** A JSON content type, and no body. */
  private static Row hollow(String method, String path, int status) {
    return new Row(method, path, JSON, "", status);
  }

  private static Row json(String method, String path, String body, int status) {
    return new Row(method, path, JSON, body, status);
  }

  private static Row parts(String method, String path, String parts, int status) {
    return new Row(method, path, MULTIPART, parts + MULTIPART_END, status);
  }

  private static List<Row> assets(String id, String zone) {
    String data = "data:text/plain;base64,d29yZHM=";
    return List.of(
        bare("POST", "/metadata/r.json?q=status:Production", 200),
        bare("POST", "/metadata/r.csv?q=status:Production", 200),
        bare("POST", "/metadata/r.json?assetPath=", 400),
        bare("POST", "/metadata/r.json?assetPath=" + zone, 200),
        bare("POST", "/services/browse?path&fromRoot&includeFolders&includeExtensions", 400),
        bare(
            "POST",
            "/services/browse?path=" + zone + "&fromRoot&includeFolders&includeAssets",
            200),
        bare("POST", "/services/search?q=tree", 200),
        bare("POST", "/services/search?q=tree&start&num&sort&facets&metadataToReturn", 200),
        parts(
            "POST",
            "/services/create",
            part("Filedata", "", data)
                + part("assetPath", "", zone + "/c.txt")
                + part("metadata", "", "")
                + part("nextUrl", "", ""),
            200),
        parts(
            "POST",
            "/services/update",
            part("id", "", id)
                + part("Filedata", "", data)
                + part("metadata", "", "")
                + part("clearCheckoutState", "", ""),
            200),
        parts("POST", "/services/update", part("id", "", "") + part("Filedata", "", data), 400),
        parts(
            "POST", "/services/updatebulk?q&metadata&*&async&parseMetadataModifications", "", 400),
        parts("POST", "/services/updatebulk?q=id:" + id + "&metadata&*&async&title=x", "", 200),
        hollow("POST", "/services/checkout/" + id, 200),
        hollow("POST", "/services/undocheckout/" + id, 200),
        hollow("POST", "/services/checkout/{{id}}", 404),
        hollow(
            "POST",
            "/services/copy?source="
                + zone
                + "/tree.txt&target="
                + zone
                + "/copy.txt&folderReplacePolicy&async",
            200),
        hollow("POST", "/services/copy?source=&target&folderReplacePolicy&fileReplacePolicy", 400),
        hollow("POST", "/services/move?source=&target&filterQuery&flattenFolders&async", 400),
        hollow(
            "POST",
            "/services/move?source="
                + zone
                + "/copy.txt&target="
                + zone
                + "/m.txt&filterQuery&async",
            200),
        hollow("POST", "/services/version/remove?q&ids&folderPath", 404),
        hollow("POST", "/services/remove?q&ids&folderPath", 400),
        hollow("POST", "/services/remove?q&ids&folderPath=" + zone + "/none&async", 200),
        parts("POST", "/services/asset/history?id&start&num&detailLevel&actions", "", 400),
        parts(
            "POST",
            "/services/asset/history?id=" + id + "&start&num&detailLevel&actions",
            "",
            200));
  }

  private static List<Row> relationsAndLinks(String id, String other, String zone) {
    return List.of(
        bare("POST", "/services/logUsage?assetID&action", 400),
        bare("POST", "/services/logUsage?assetID=" + id + "&action=SEEN", 200),
        bare("POST", "/services/?relationType&target1Id&target2Id", 404),
        bare(
            "POST",
            "/services/createRelation?relationType=related&target1Id=" + id + "&target2Id=" + other,
            200),
        hollow("POST", "/services/version/removeRelation?relationIds", 404),
        hollow("POST", "/services/removeRelation?relationIds", 400),
        hollow("POST", "/services/version/promote?assetID&version", 400),
        hollow("POST", "/services/version/promote?assetID=" + id + "&version=1", 200),
        bare("POST", "/services/version/list?assetID=" + id, 200),
        bare("POST", "/services/createAuthKey?subject&validUntil&assetIDs&watermarked", 400),
        bare(
            "POST",
            "/services/createAuthKey?subject=s&validUntil=2100-01-01&assetIds=" + id + "&sort",
            200),
        bare("POST", "/services/updateAuthKey?key&subject&validUntil&viewMode", 400),
        hollow("POST", "/services/revokeAuthKeys?keys=", 400),
        bare("POST", "/services/createFolder?path", 400),
        bare("POST", "/services/createFolder?path=" + zone + "/new", 200));
  }

  private static List<Row> administration() {
    return List.of(
        hollow("POST", "/services/renditionpreset/list", KNOWN),
        hollow("POST", "/services/renditionpreset/listAll", KNOWN),
        json(
            "POST", "/services/renditionpreset/save?id&name=mine", "{\"name\":\"mine\"}\n]", KNOWN),
        hollow("POST", "/services/renditionpreset/remove?ids=", KNOWN),
        json("POST", "/notifiy/email", "{\"to\":\"a@b.example\"}", 404),
        hollow("POST", "/services/messages?localeChain&ifModifiedSince&bundle", 200),
        hollow("POST", "/services/process/info?processId", 400),
        bare("POST", "/services/profile", 200),
        json("POST", "/services/admin/externalProcessing", "{\"name\":\"e\"}", KNOWN),
        hollow("GET", "/services/admin/externalProcessing", KNOWN),
        hollow("GET", "/services/admin/externalProcessing/{{id}}", KNOWN));
  }

  private static List<Row> resources(String id, String folder, String zone) {
    String original = "/api/asset/" + id + "/original";
    String tags = "{\n  \"metadata\": {\n      \"tags\":\"updated\"\n  }\n}";
    return List.of(
        json(
            "POST",
            "/api/asset",
            "{\"assetPath\":\""
                + zone
                + "/Up.txt\",\"autoRename\":true,\"metadata\":{\"title\":\"t\"},\"metadataToReturn\":[\"filename\"]}",
            200),
        parts(
            "PUT",
            original + "?requestSecret=ey.of.another&createVersion=true",
            part("Filedata", "a.txt", "x")
                + part("requestSecret", "", "")
                + part("createVersion", "", "true"),
            200),
        parts("POST", original, part("createVersion", "", "") + part("file", "b.txt", "y"), 200),
        parts("PUT", original, part("createVersion", "", "") + part("file", "b.txt", "z"), 200),
        hollow("GET", "/api/asset/search?q=apollo&from&size", 200),
        bare("GET", "/api/asset/" + id + "/signed-original-url?validFor=600", 200),
        bare("GET", "/api/asset/" + id, 200),
        bare("GET", original, 200),
        bare("GET", "/api/asset/{{id}}/original", 404),
        bare("GET", "/api/asset/" + id + "/thumbnail", KNOWN),
        json(
            "POST",
            "/api/sharelink",
            "{\"sharedAssetIds\":[\"string\"],\"subject\":\"string\",\"validUntil\":\"2018-01-01T13:37:00Z\",\"notifyEmail\":\"string\"}",
            400),
        json(
            "POST",
            "/api/folder",
            "{\"path\":\"" + zone + "/Postman\",\"metadata\":{\"tags\":\"test,folder\"}}",
            201),
        hollow("GET", "/api/folder/get?path=" + zone + "/Postman", 200),
        hollow("GET", "/api/folder/list?id=" + folder + "&from&size&metadataToReturn=tags", 200),
        hollow("GET", "/api/folder/search?q=name:postman&from&size&metadataToReturn=tags", 200),
        hollow("GET", "/api/folder/" + folder, 200),
        json("PUT", "/api/folder/" + folder, tags, 200),
        json("DELETE", "/api/folder/" + folder, tags, 200));
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void eachRequestIsAnsweredWhicheverWayTheLogInIsProved(Proof proof) {
    assertThat(wrong(server, proof, false)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void soItIsWhereErrorsHaveStatus200(Proof proof) {
    assertThat(wrong(okServer, proof, true)).isEmpty();
  }

  /** The rows that are answered in another way than they should be. */
  private static List<String> wrong(RawRequestServer server, Proof proof, boolean ok) {
    String zone = "/Zone-" + proof;
    String id = server.asset(zone + "/tree.txt");
    String other = server.asset(zone + "/other.txt");
    String body = "{\"path\":\"" + zone + "/Sub\"}";
    String folder =
        server.send("POST", "/api/folder", JSON, body).is(201).json().path("id").asText();
    String[] headers = headers(server, proof).toArray(String[]::new);
    List<Row> rows = new ArrayList<>(assets(id, zone));
    rows.addAll(relationsAndLinks(id, other, zone));
    rows.addAll(administration());
    rows.addAll(resources(id, folder, zone));
    assertThat(rows).hasSizeGreaterThan(64);
    List<String> wrong = new ArrayList<>();
    for (Row row : rows) {
      String path = row.path().replace("{", "%7B").replace("}", "%7D");
      TestResponse answer = server.plain(row.method(), path, row.type(), row.body(), headers);
      boolean services = path.startsWith("/services/");
      int status = answer.status();
      int told = services && ok ? answer.json().path("errorcode").asInt(status) : status;
      boolean known = told != 401 && told != 403 && told < 500;
      boolean right = row.status() == KNOWN ? known : told == row.status();
      boolean oneLine = answer.text().matches("[\\[{].*[]}]");
      if (!right || (services && !oneLine) || (services && ok && status >= 400)) {
        wrong.add(row + ": " + status + " " + answer.text());
      }
    }
    return wrong;
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "SESSION_THREE_TIMES", "NONSENSE_BEARER_BESIDE_SESSION"})
  void theLastRequestLogsOut(Proof proof) {
    String[] all = headers(server, proof).toArray(String[]::new);
    assertThat(server.plain("POST", "/services/logout", "", "", all).is(200).text())
        .isEqualTo("{\"logoutSuccess\":true}");
    server.plain("POST", "/services/profile", FORM, "x=" + encoded("y"), all).is(401);
  }
}
