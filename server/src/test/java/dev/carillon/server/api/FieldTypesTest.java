package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Days, decimals, names that nobody declared and fields that the server keeps, end to end. */
class FieldTypesTest {

  private static final String UPDATE = "/services/update";
  private static final String CREATE = "/services/create";
  private static final String PASSWORD = "ring-every-bell";
  private static final long DAY = 1795564800000L;

  @TempDir private Path home;

  @OnEachDatabase
  void daysAndDecimalsAreShownToldFoundSortedAndCounted(TestDatabase database) throws IOException {
    declare("embargo, date, one, yes, yes, Embargo", "price, decimal, one, yes, yes, Price");
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String one = server.asset("/t/a.bin", "a", "embargo", "2026-11-25", "price", "0.5");
      server.asset("/t/b.bin", "b", "embargo", "2025-01-31", "price", "12.25");
      server.asset("/t/c.bin", "c");

      assertThat(metadata(admin, one, "embargo,price"))
          .isEqualTo(
              "{\"embargo\":{\"value\":%d,\"formatted\":\"2026-11-25\"},\"price\":0.5}"
                  .formatted(DAY));
      assertThat(found(admin, "embargo:2026-11-25", "")).containsExactly("a.bin");
      assertThat(found(admin, "embargo:2026-11", "")).containsExactly("a.bin");
      assertThat(found(admin, "embargo:" + DAY, "")).containsExactly("a.bin");
      assertThat(found(admin, "embargo:[2025-01-31 TO 2026-11-24]", "")).containsExactly("b.bin");
      assertThat(found(admin, "embargo:{2025-01-31 TO *]", "")).containsExactly("a.bin");
      assertThat(found(admin, "price:[0.5 TO 1]", "")).containsExactly("a.bin");
      assertThat(found(admin, "folderPath:/t", "embargo-asc"))
          .containsExactly("b.bin", "a.bin", "c.bin");
      assertThat(found(admin, "folderPath:/t", "price")).containsExactly("b.bin", "a.bin", "c.bin");
      JsonNode facets =
          admin
              .get("/services/search", "q", "folderPath:/t", "facets", "embargo,price")
              .is(200)
              .json()
              .path("facets");
      assertThat(facets.path("embargo").findValuesAsText("value")).contains("" + DAY);
      assertThat(facets.path("price").findValuesAsText("value")).containsExactly("0.5", "12.25");
      assertThat(
              admin
                  .get("/metadata/x.csv", "assetIds", one, "fields", "embargo,price")
                  .is(200)
                  .text())
          .isEqualTo("embargo,price\r\n2026-11-25,0.5\r\n");

      admin.form(UPDATE, "id", one, "embargo", "2026-11-26", "price", "0.25").is(200);
      assertThat(server.event().path("changedMetadata").toString())
          .isEqualTo(
              "{\"embargo\":{\"oldValue\":%d,\"newValue\":%d},".formatted(DAY, DAY + 86_400_000)
                  + "\"price\":{\"oldValue\":0.5,\"newValue\":0.25}}");
      String refused =
          admin.form(UPDATE, "id", one, "title", "half", "embargo", "abc").is(400).text();
      assertThat(refused).contains("'embargo' is 'abc'", "2026-11-25");
      assertThat(admin.form(UPDATE, "id", one, "title", "half", "rating", "4.5").is(400).text())
          .contains("'rating' is '4.5'", "a whole number");
      assertThat(admin.form(UPDATE, "id", one, "title", "a", "title", "b").is(400).text())
          .contains("a single value");
      assertThat(metadata(admin, one, "title")).isEqualTo("{}");
      server.heardAll();
    }
  }

  @OnEachDatabase
  void aNameThatNobodyDeclaredIsKeptFoundAndTold(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id = server.asset("/t/a.bin", "a", "colour", "deep blue");

      admin.form(UPDATE, "id", id, "metadata", "{\"colour\":\"red\",\"Größe\":12}").is(200);
      assertThat(server.event().path("changedMetadata").toString())
          .isEqualTo(
              "{\"Größe\":{\"oldValue\":null,\"newValue\":\"12\"},"
                  + "\"colour\":{\"oldValue\":\"deep blue\",\"newValue\":\"red\"}}");
      server.restart();
      admin = server.admin();
      assertThat(metadata(admin, id, "colour,Größe"))
          .isEqualTo("{\"colour\":\"red\",\"Größe\":\"12\"}");
      assertThat(found(admin, "colour:red AND Größe:12", "colour-asc")).containsExactly("a.bin");
      assertThat(check(admin)).contains("up", "2 of 1,000");
      assertThat(admin.form(UPDATE, "id", id, "a b", "x").is(400).text())
          .contains("'a b' cannot be the name of a field");
      admin.form(UPDATE, "id", id, "_dc", "1", "clientType", "web", "X-CSRF-TOKEN", "t").is(200);
      assertThat(check(admin)).contains("2 of 1,000");

      String many =
          IntStream.range(0, 999)
              .mapToObj(n -> "\"n" + n + "\":1")
              .collect(Collectors.joining(",", "{", "}"));
      assertThat(admin.form(UPDATE, "id", id, "metadata", many).is(400).text())
          .contains("'n0'", "is not declared", "1000 undeclared names", "fields.csv");
      assertThat(metadata(admin, id, "n0")).isEqualTo("{}");
      String fits = many.replace("\"n998\":1,", "").replace(",\"n998\":1", "");
      admin.form(UPDATE, "id", id, "metadata", fits).is(200);
      assertThat(check(admin)).contains("degraded", "1,000 of 1,000");
      assertThat(admin.form(UPDATE, "id", id, "oneMore", "x").is(400).text()).contains("'oneMore'");
      admin.form(UPDATE, "id", id, "n5", "still", "title", "kept").is(200);
      admin.form(UPDATE, "id", id, "cf_own", "x").is(200);
      assertThat(metadata(admin, id, "n5")).isEqualTo("{\"n5\":\"still\"}");
    }
  }

  @OnEachDatabase
  void unknownNamesAreRefusedWhereThePropertySaysSo(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/t/a.bin", "a");
      server.stop();
      Files.writeString(
          home.resolve("config").resolve("cluster-properties.txt"), "unknownFields=refuse\n");
      server.restart();
      TestClient admin = server.admin();

      for (TestResponse refused :
          List.of(
              admin.form(UPDATE, "id", id, "status", "New", "titel", "x"),
              admin.form(CREATE, "assetPath", "/t/b.bin", "metadata", "{\"titel\":\"x\"}"),
              admin.form("/services/updatebulk", "q", "id:" + id, "titel", "x"),
              admin.json("POST", "/api/folder", "{\"path\":\"/t/f\",\"metadata\":{\"titel\":1}}"),
              admin.json(
                  "POST", "/api/asset", "{\"assetPath\":\"/t/c.bin\",\"metadata\":{\"titel\":1}}"),
              admin.form(
                  "/services/createRelation",
                  "relationType",
                  "related",
                  "target1Id",
                  id,
                  "target2Id",
                  id,
                  "metadata",
                  "{\"titel\":1}"))) {
        assertThat(refused.is(400).text())
            .contains("'titel' is not a field; did you mean 'title'?");
      }
      admin.form(UPDATE, "id", id, "cf_own", "x").is(200);
      assertThat(metadata(admin, id, "cf_own,status")).isEqualTo("{\"cf_own\":\"x\"}");
      assertThat(found(admin, "folderPath:/t", "")).containsExactly("a.bin");
    }
  }

  @OnEachDatabase
  void aFieldWithTwoDifferentValuesInOneCallIsRefused(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id = server.asset("/t/a.bin", "a", "status", "New");
      String draft = "{\"status\":\"Draft\"}";
      assertThat(admin.form(UPDATE, "id", id, "status", "Final", "metadata", draft).is(400).text())
          .contains("'status' has several different values in this request");
      String empty = "{\"status\":\"\"}";
      admin.form(UPDATE, "id", id, "status", "Final", "metadata", empty).is(400);
      assertThat(metadata(admin, id, "status")).isEqualTo("{\"status\":\"New\"}");
      admin.form(UPDATE, "id", id, "status", "Draft", "metadata", draft).is(200);
      admin.form(UPDATE, "id", id, "status", "", "metadata", draft).is(200);
      String body =
          """
          {"id":"%s","tags":["b","a"],"rating":4,"status":{"value":"Final"},"title":"t, u"}"""
              .formatted(id);
      admin.json("POST", UPDATE, body).is(200);
      assertThat(metadata(admin, id, "tags,status,title"))
          .isEqualTo("{\"tags\":[\"a\",\"b\"],\"status\":\"Final\",\"title\":\"t, u\"}");
    }
  }

  @OnEachDatabase
  void whatTheServerKeepsIsRefusedToUsersAndIgnoredWithANoteForSuperUsers(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      admin
          .json(
              "POST",
              "/api/users",
              "{\"username\":\"ann\",\"password\":\"%s\"}".formatted(PASSWORD))
          .is(201);
      TestClient ann = server.anonymous().basic("ann", PASSWORD);
      TestResponse made =
          ann.form(CREATE, "name", "a.bin", "assetDomain", "image", "assetType", "jpg").is(200);
      String id = made.json().path("id").asText();
      assertThat(made.header("X-Ignored-Fields")).isEqualTo("assetDomain, assetType");
      String many = "{\"title\":\"t\",\"fileSize\":7,\"width\":{\"value\":1}}";
      assertThat(ann.form(UPDATE, "id", id, "metadata", many).is(403).text())
          .contains("'fileSize'", "'width'");
      assertThat(metadata(admin, id, "title")).isEqualTo("{}");
      ann.form(CREATE, "name", "b.bin", "sceId", "5").is(403);
      ann.form("/services/updatebulk", "q", "id:" + id, "assetCreator", "bo").is(403);
      assertThat(ann.form("/services/updatebulk", "q", "id:" + id, "name", "b").is(400).text())
          .contains("'name' is a location", "/services/move");
      JsonNode whole = ann.get("/services/search", "q", "id:" + id).json().at("/hits/0/metadata");
      ann.form(UPDATE, "id", id, "metadata", whole.toString()).is(200);

      TestResponse noted = admin.form(UPDATE, "id", id, "metadata", many).is(200);
      assertThat(noted.header("X-Ignored-Fields")).isEqualTo("fileSize, width");
      assertThat(metadata(admin, id, "title,width")).isEqualTo("{\"title\":\"t\"}");
      assertThat(
              admin
                  .form(CREATE, "assetPath", "/t/a.bin", "folderPath", "/u", "name", "c.bin")
                  .is(200)
                  .header("X-Ignored-Fields"))
          .isEqualTo("folderPath, name");
      assertThat(admin.form(UPDATE, "id", id, "title", "u").header("X-Ignored-Fields")).isEmpty();
    }
  }

  @OnEachDatabase
  void factsOfFilesAreFilledIn(TestDatabase database) {
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id = server.asset("/t/a.JPG", "a");
      String empty =
          admin.form(CREATE, "assetPath", "/t/b.unheard").is(200).json().path("id").asText();
      assertThat(metadata(admin, id, "id,fileType,placeholder,assetFileModifier"))
          .isEqualTo(
              "{\"id\":\"%s\",\"fileType\":\"JPEG\",\"placeholder\":\"false\",".formatted(id)
                  + "\"assetFileModifier\":\"admin\"}");
      assertThat(metadata(admin, empty, "fileType,placeholder,assetType,assetDomain"))
          .isEqualTo(
              "{\"placeholder\":\"true\",\"assetType\":\"unknown\",\"assetDomain\":\"generic\"}");
      JsonNode hit = admin.get("/api/asset/" + id).json().path("metadata");
      assertThat(hit.path("fileCreated")).isEqualTo(hit.path("assetCreated"));
      assertThat(hit.path("fileModified")).isEqualTo(hit.path("assetFileModified"));
      admin.form(UPDATE, "id", id, "name", "a.xyz").is(200);
      assertThat(metadata(admin, id, "fileType")).isEqualTo("{}");
      assertThat(found(admin, "placeholder:true", "")).containsExactly("b.unheard");
    }
  }

  private static String check(TestClient admin) {
    for (JsonNode check : admin.get("/api/health").is(200).json().path("checks")) {
      if (check.path("name").asText().equals("fields")) {
        return check.toString();
      }
    }
    return "";
  }

  private static String metadata(TestClient client, String id, String fields) {
    return client
        .get("/services/search", "q", "id:" + id, "metadataToReturn", fields)
        .is(200)
        .json()
        .at("/hits/0/metadata")
        .toString();
  }

  private static List<String> found(TestClient client, String q, String sort) {
    return client
        .get("/services/search", "q", q, "sort", sort, "metadataToReturn", "name")
        .is(200)
        .json()
        .findValuesAsText("name");
  }

  private void declare(String... lines) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.write(config.resolve("fields.csv"), List.of(lines));
  }
}
