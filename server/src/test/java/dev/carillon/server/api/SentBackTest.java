package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** What clients send that is not quite a plain change: what they got, or names of their own. */
class SentBackTest {

  private static final String UPDATE = "/services/update";
  private static final String CREATE = "/services/create";
  private static final String PASSWORD = "ring-every-bell";

  @TempDir private Path home;

  @OnEachDatabase
  void aCallThatIsRefusedMakesNoNamesFields(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      TestClient ann = ann(server);
      String id = server.asset("/t/a.txt", "a");
      String mine = ann.form(CREATE, "name", "mine.txt").is(200).json().path("id").asText();
      admin.form("/services/checkout/" + mine).is(200);
      String folder = admin.get("/api/folder/get", "path", "/t").json().path("id").asText();
      String many =
          IntStream.range(0, 1_000)
              .mapToObj(n -> "\"x" + n + "\":1")
              .collect(Collectors.joining(",", "{", "}"));
      String metadata = "{\"metadata\":" + many + "}";
      String own = many.replace("\"x", "\"cf_x");

      ann.form(UPDATE, "id", "nonexistent", "metadata", many).is(404);
      ann.form(UPDATE, "id", id, "metadata", many).is(404);
      ann.form(UPDATE, "id", id, "metadata", own).is(404);
      ann.form(UPDATE, "id", mine, "metadata", many).is(409);
      ann.form("/services/updatebulk", "q", "id:" + mine, "metadata", many).is(200);
      ann.form("/services/updatebulk", "q", "id:nonexistent", "metadata", many).is(200);
      ann.form(CREATE, "assetPath", "/t/c.txt", "metadata", many).is(404);
      ann.json("PUT", "/api/folder/nonexistent", metadata).is(404);
      ann.json("PUT", "/api/folder/" + folder, metadata).is(404);
      admin.form(CREATE, "assetPath", "/t/a.txt", "metadata", many).is(409);
      admin
          .json("POST", "/api/asset", metadata.replaceFirst("\\{", "{\"assetPath\":\"/t/a.txt\","))
          .is(409);
      admin.json("POST", "/api/folder", metadata.replaceFirst("\\{", "{\"path\":\"/t\",")).is(409);
      admin.form(UPDATE, "id", id, "colour", "red", "cf_own", "x").is(200);

      assertThat(fieldsCheck(admin)).contains("1 of 1,000 names", "1 of 1,000 that begin");
    }
  }

  @OnEachDatabase
  void whatTheServerGaveIsTakenBackInAnyForm(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient ann = ann(server);
      JsonNode made = ann.upload("POST", CREATE, "a.txt", "some words").is(200).json();
      String id = made.path("id").asText();
      assertThat(made.at("/metadata/textContent").asText()).isEqualTo("some words");
      TestResponse back = sentBack(ann, id, made.path("metadata"), "title", "one").is(200);
      assertThat(back.header("X-Ignored-Fields")).contains("textContent");
      assertThat(sentBack(ann, id, made.path("metadata"), "title", "two").is(200).text())
          .contains("\"title\":\"two\"");
      JsonNode some = hit(ann, id, "metadataToReturn", "id,title").path("metadata");
      assertThat(some.path("id").asText()).isEqualTo(id);
      assertThat(sentBack(ann, id, some, "title", "three").is(200).header("X-Ignored-Fields"))
          .isEmpty();
      assertThat(ann.form(UPDATE, "id", id, "metadata", "{\"id\":\"x\"}").is(403).text())
          .contains("'id'");

      JsonNode metadata = hit(ann, id).path("metadata");
      for (String form :
          List.of(
              metadata.at("/assetCreated/formatted").asText(),
              metadata.at("/assetCreated/value").asText(),
              Instant.ofEpochMilli(metadata.at("/assetCreated/value").asLong()).toString())) {
        assertThat(ann.form(UPDATE, "id", id, "assetCreated", form).is(200).text()).contains(id);
      }
      ann.form(UPDATE, "id", id, "fileSize", metadata.at("/fileSize/formatted").asText()).is(200);
      ann.form(UPDATE, "id", id, "fileSize", "11").is(403);
      ann.form(UPDATE, "id", id, "assetCreated", "2001-01-01").is(403);
      ann.form(UPDATE, "id", id, "versionNumber", "9").is(403);
      ann.form(UPDATE, "id", id, "versionNumber", "9", "width", "3", "name", "a.txt").is(403);
      assertThat(
              ann.form(UPDATE, "id", id, "versionNumber", "9", "name", "a.txt")
                  .is(200)
                  .header("X-Ignored-Fields"))
          .isEqualTo("versionNumber");

      JsonNode whole = hit(ann, id, "appendRequestSecret", "true");
      assertThat(whole.path("originalUrl").asText()).contains("requestSecret");
      ObjectNode all = whole.deepCopy();
      all.put("expand", "x").put("num", 5).put("uploadUrl", "u").putObject("relation");
      all.putArray("thumbnailHits");
      ann.json("POST", UPDATE, all.toString()).is(200);
      assertThat(hit(ann, id).path("metadata").properties().stream().map(Map.Entry::getKey))
          .contains("title")
          .doesNotContain("permissions", "originalUrl", "expand", "num", "uploadUrl");
      assertThat(fieldsCheck(server.admin())).contains("0 of 1,000 names");
    }
  }

  @OnEachDatabase
  void foldersAndNewAssetsTakeTheirMetadataAlone(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      JsonNode folder = admin.json("POST", "/api/folder", "{\"path\":\"/f\"}").is(201).json();
      ObjectNode changed = folder.deepCopy();
      changed.putObject("metadata").put("title", "t");
      TestResponse put =
          admin.json("PUT", "/api/folder/" + folder.path("id").asText(), "" + changed);
      assertThat(put.is(200).json().path("metadata").toString()).isEqualTo("{\"title\":\"t\"}");
      assertThat(put.header("X-Ignored-Fields")).isEmpty();
      changed.put("path", "/g").put("colour", "red");
      assertThat(admin.json("POST", "/api/folder", "" + changed).is(201).json().path("metadata"))
          .isEqualTo(changed.path("metadata"));
      JsonNode made =
          admin
              .json(
                  "POST",
                  "/api/asset",
                  """
                  {"assetPath":"/f/a.txt","permissions":"V","title":"no","colour":"red",
                   "name":"b.txt","metadata":{"status":"New"}}""")
              .is(200)
              .json()
              .path("metadata");
      assertThat(made.path("status").asText()).isEqualTo("New");
      assertThat(made.has("title") || made.has("colour") || made.has("permissions")).isFalse();
      assertThat(made.path("name").asText()).isEqualTo("a.txt");
    }
  }

  @OnEachDatabase
  void nothingIsLostInOtherWaysOfSaying(TestDatabase database) throws IOException {
    Path own = Files.createDirectories(home.resolve("config")).resolve("fields.csv");
    Files.writeString(own, "season, choice, one, yes, no, Season, spring=Spring\n");
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id =
          admin
              .form(CREATE, "metadata[assetPath]", "/t/a.txt", "metadata[season]", "spring")
              .is(200)
              .json()
              .path("id")
              .asText();
      admin
          .form(
              UPDATE,
              "id",
              id,
              "metadata[title]",
              "x",
              "metadata[tags][0]",
              "c",
              "metadata[tags][1]",
              "b",
              "metadata[subject][]",
              "New York, NY",
              "metadata[subject][]",
              "Rome")
          .is(200);
      assertThat(metadata(admin, id, "assetPath,title,tags,subject"))
          .isEqualTo(
              "{\"assetPath\":\"/t/a.txt\",\"title\":\"x\",\"tags\":[\"b\",\"c\"],"
                  + "\"subject\":[\"New York, NY\",\"Rome\"]}");
      for (String bad : List.of("metadata[a][b][0]", "metadata[", "title[0]", "status[x]")) {
        assertThat(admin.form(UPDATE, "id", id, bad, "x").is(400).text()).contains("'" + bad + "'");
      }
      assertThat(admin.form(UPDATE, "id", id, "metadata[a b]", "x").is(400).text())
          .contains("'a b' cannot be the name");
      assertThat(admin.form(UPDATE, "id", id, "title", "y", "metadata[title]", "z").is(400).text())
          .contains("'title' has several different values");

      String body = "{\"id\":\"" + id + "\",\"subject\":%s}";
      admin.json("POST", UPDATE, body.formatted("[\"New York, NY\"]")).is(200);
      assertThat(metadata(admin, id, "subject")).isEqualTo("{\"subject\":[\"New York, NY\"]}");
      admin.json("POST", UPDATE, body.formatted("[\"-a\"]")).is(200);
      assertThat(metadata(admin, id, "subject")).isEqualTo("{\"subject\":[\"-a\"]}");
      admin.json("POST", UPDATE + "?subject=b", body.formatted("[\"c\"]")).is(400);
      admin
          .form(CREATE, "assetPath", "/t/b.txt", "metadata", "{\"assetPath\":\"/t/c.txt\"}")
          .is(400);

      server.stop();
      Files.writeString(own, "");
      server.restart();
      assertThat(metadata(server.admin(), id, "season")).contains("spring");
      server.admin().form(UPDATE, "id", id, "metadata", "{\"season\":\"\"}").is(200);
      assertThat(metadata(server.admin(), id, "season")).isEqualTo("{}");
      assertThat(fieldsCheck(server.admin())).contains("0 of 1,000 names");
    }
  }

  private static TestResponse sentBack(
      TestClient client, String id, JsonNode metadata, String name, String value) {
    ObjectNode changed = metadata.deepCopy();
    changed.put(name, value);
    return client.form(UPDATE, "id", id, "metadata", changed.toString());
  }

  private static String metadata(TestClient client, String id, String fields) {
    return hit(client, id, "metadataToReturn", fields).path("metadata").toString();
  }

  private static String fieldsCheck(TestClient admin) {
    for (JsonNode check : admin.get("/api/health").is(200).json().path("checks")) {
      if (check.path("name").asText().equals("fields")) {
        return check.toString();
      }
    }
    return "";
  }

  private static TestClient ann(ApiServer server) {
    server.admin().json("POST", "/api/users", user("ann")).is(201);
    return server.anonymous().basic("ann", PASSWORD);
  }

  private static String user(String name) {
    return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD);
  }

  private static JsonNode hit(TestClient client, String id, String... more) {
    List<String> pairs = new ArrayList<>(List.of("q", "id:" + id));
    pairs.addAll(List.of(more));
    return client
        .get("/services/search", pairs.toArray(String[]::new))
        .is(200)
        .json()
        .at("/hits/0");
  }
}
