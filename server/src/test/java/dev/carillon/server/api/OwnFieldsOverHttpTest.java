package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class OwnFieldsOverHttpTest {

  private static final String SEARCH = "/services/search";
  private static final String FILE = "data:text/plain;base64,dHdv";

  @TempDir private Path home;

  @OnEachDatabase
  void anAdministratorDeclaresFields(TestDatabase database) throws IOException {
    declare(
        "cf_keywords, text, many, yes, yes, Own keywords",
        "cf_pages, number, one, yes, yes, Pages",
        "cf_campaign, choice, one, yes, yes, Campaign, spring=Spring 2027|autumn=Autumn 2027");
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id =
          server.asset(
              "/o/a.bin", "one", "cf_keywords", "b;a", "cf_pages", "12", "cf_campaign", "spring");
      server.asset("/o/b.bin", "two", "cf_pages", "9");

      JsonNode metadata =
          admin
              .get(
                  SEARCH,
                  "q",
                  "cf_pages:[10 TO 20] AND cf_keywords:a",
                  "metadataToReturn",
                  "cf_keywords,cf_pages,cf_campaign")
              .is(200)
              .json()
              .at("/hits/0/metadata");
      assertThat(metadata.toString())
          .isEqualTo(
              "{\"cf_keywords\":[\"b\",\"a\"],\"cf_pages\":12,"
                  + "\"cf_campaign\":{\"value\":\"spring\",\"formatted\":\"Spring 2027\"}}");
      assertThat(paths(admin, "cf_pages-asc")).containsExactly("/o/b.bin", "/o/a.bin");
      admin.form("/services/update", "id", id, "cf_pages", "many").is(400);
      admin.form("/services/update", "id", id, "cf_keywords", "-b,+c").is(200);
      assertThat(server.event().path("changedMetadata").toString())
          .isEqualTo("{\"cf_keywords\":{\"oldValue\":[\"b\",\"a\"],\"newValue\":[\"a\",\"c\"]}}");
      assertThat(admin.get("/services/messages").json().findValuesAsText("field_label.cf_keywords"))
          .containsExactly("Own keywords");
    }
  }

  @OnEachDatabase
  void fieldsAreListedInTheGroupsOfTheFile(TestDatabase database) throws IOException {
    declare(
        "[Campaigns: image, pdf]",
        "cf_campaign, choice, one, yes, yes, Campaign, spring=Spring 2027|autumn=Autumn 2027",
        "copyright, required",
        "[Content]",
        "cf_topics, text, many, yes, no, Topics, animals=Animals|animals/cats=Cats");
    try (ApiServer server = new ApiServer(home, database)) {
      JsonNode groups = server.admin().get("/api/fields").is(200).json().path("groups");

      JsonNode campaigns = groups.path(0);
      assertThat(campaigns.path("kinds").toString()).isEqualTo("[\"image\",\"pdf\"]");
      assertThat(campaigns.path("fields").findValuesAsText("name"))
          .containsExactlyInAnyOrder("cf_campaign", "copyright");
      JsonNode campaign = field(campaigns, "cf_campaign");
      assertThat(campaign.path("type").asText()).isEqualTo("choice");
      assertThat(campaign.path("own").asBoolean()).isTrue();
      assertThat(campaign.path("choices").toString())
          .contains("{\"value\":\"spring\",\"label\":\"Spring 2027\"}");
      assertThat(field(campaigns, "copyright").path("required").asBoolean()).isTrue();
      JsonNode content = groups.path(1);
      assertThat(content.path("name").asText()).isEqualTo("Content");
      assertThat(field(content, "title").path("editable").asBoolean()).isTrue();
      JsonNode topics = field(content, "cf_topics");
      assertThat(topics.path("multiValue").asBoolean()).isTrue();
      assertThat(topics.path("searchable").asBoolean()).isFalse();

      // what a text suggests is not all that it takes
      String id = server.asset("/o/a.bin", "one", "cf_topics", "animals/cats;minerals");
      assertThat(
              server.admin().get(SEARCH, "q", "id:" + id).json().at("/hits/0/metadata/cf_topics"))
          .hasToString("[\"animals/cats\",\"minerals\"]");
      server.anonymous().get("/api/fields").is(401);
    }
  }

  private static JsonNode field(JsonNode group, String name) {
    for (JsonNode field : group.path("fields")) {
      if (field.path("name").asText().equals(name)) {
        return field;
      }
    }
    throw new AssertionError("no field " + name + " in " + group);
  }

  @OnEachDatabase
  void aFieldThatIsDeclaredLaterIsFoundByItsNewType(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/o/a.bin", "one", "cf_pages", "12");
      assertThat(Files.readString(home.resolve("config").resolve("fields.csv")))
          .contains("name, type, values, editable, searchable, label");
      declare("cf_pages, number, one, yes, yes, Pages");

      server.restart();

      TestClient admin = server.admin();
      assertThat(admin.get(SEARCH, "q", "id:" + id).is(200).json().at("/hits/0/metadata/cf_pages"))
          .hasToString("\"12\"");
      admin.form("/services/update", "id", id, "cf_pages", "13").is(200);
      assertThat(admin.get(SEARCH, "q", "cf_pages:[13 TO *]").is(200).json().path("totalHits"))
          .hasToString("1");
    }
  }

  @OnEachDatabase
  void anAssetSaysWhetherItsMetadataIsComplete(TestDatabase database) throws IOException {
    declare("cf_contract, text, one, yes, yes, Contract, , yes", "tags, required");
    try (ApiServer server = new ApiServer(home, database)) {
      TestClient admin = server.admin();
      String id = server.asset("/o/a.bin", "one", "cf_contract", "C1");
      server.asset("/o/b.bin", "two", "cf_contract", "C2", "tags", "x");
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/a.bin");
      assertThat(complete(admin, "metadataComplete:true")).containsExactly("/o/b.bin");

      admin.form("/services/update", "id", id, "tags", "a,b").is(200);
      assertThat(server.event().path("changedMetadata").toString())
          .isEqualTo(
              "{\"metadataComplete\":{\"oldValue\":\"false\",\"newValue\":\"true\"},"
                  + "\"tags\":{\"oldValue\":null,\"newValue\":[\"a\",\"b\"]}}");
      admin.form("/services/update", "id", id, "title", "no matter").is(200);
      assertThat(server.event().path("changedMetadata").has("metadataComplete")).isFalse();
      admin.form("/services/update", "id", id, "cf_contract", " ").is(200);
      assertThat(server.event().at("/changedMetadata/metadataComplete/newValue").asText())
          .isEqualTo("false");
      admin.form("/services/update", "id", id, "metadataComplete", "true").is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/a.bin");
      admin.form("/services/copy", "source", "/o/a.bin", "target", "/o/c.bin").is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/a.bin", "/o/c.bin");
      admin.form("/services/update", "id", id, "cf_contract", "C3", "Filedata", FILE).is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/c.bin");
      admin.form("/services/version/promote", "assetId", id, "version", "1").is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/a.bin", "/o/c.bin");
    }
  }

  @OnEachDatabase
  void aFieldThatIsRequiredLaterIsAskedForAtTheNextChange(TestDatabase database)
      throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      String id = server.asset("/o/a.bin", "one");
      server.asset("/o/b.bin", "two");
      declare("copyright, required");

      server.restart();

      TestClient admin = server.admin();
      assertThat(complete(admin, "metadataComplete:true")).hasSize(2);
      admin.form("/services/copy", "source", "/o/b.bin", "target", "/o/c.bin").is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/c.bin");
      admin.form("/services/remove", "q", "metadataComplete:false").is(200);
      admin.form("/services/update", "id", id, "title", "new").is(200);
      assertThat(complete(admin, "metadataComplete:false")).containsExactly("/o/a.bin");
      admin.form("/services/updatebulk", "q", "folderPath:\"/o\"").is(200);
      assertThat(complete(admin, "metadataComplete:false")).hasSize(2);
    }
  }

  private static List<String> complete(TestClient admin, String q) {
    return admin
        .get(SEARCH, "q", q, "sort", "assetPath-asc", "metadataToReturn", "assetPath")
        .is(200)
        .json()
        .findValuesAsText("assetPath");
  }

  private void declare(String... lines) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.write(config.resolve("fields.csv"), List.of(lines));
  }

  private static List<String> paths(TestClient admin, String sort) {
    return admin
        .get(SEARCH, "q", "folderPath:\"/o\"", "sort", sort, "metadataToReturn", "assetPath")
        .is(200)
        .json()
        .findValuesAsText("assetPath");
  }
}
