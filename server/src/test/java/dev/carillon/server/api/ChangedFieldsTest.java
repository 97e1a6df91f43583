package dev.carillon.server.api;

import static dev.carillon.server.api.AuthKeysTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Stored queries that name a field which is declared otherwise, or no more, at the next start. */
class ChangedFieldsTest {

  private static final String GONE = "does not work any more";

  @TempDir private Path home;

  @OnEachDatabase
  void aLinkShowsNothingThatItsQueryKeptBackAndSaysWhy(TestDatabase database) throws IOException {
    declare("cf_pages, number, one, yes, yes, Pages");
    try (ApiServer server = new ApiServer(home, database)) {
      String few = server.asset("/o/few.bin", "few", "cf_pages", "5", "status", "Final");
      String many = server.asset("/o/many.bin", "many", "cf_pages", "50", "status", "Final");
      String[] original = {"downloadOriginal", "true"};
      String excludes =
          key(server, "query", "folderPath:\"/o\" -CF_Pages:[10 TO 100]", original[0], original[1]);
      String finds = key(server, "query", "cf_pages : [1 TO 9]", "assetIds", many);
      String other = key(server, "query", "status:Final -status:cf_pages");
      assertThat(page(server, excludes)).contains("few.bin").doesNotContain("many.bin", GONE);
      assertThat(page(server, finds)).contains("few.bin", "many.bin").doesNotContain(GONE);
      declare();

      server.restart();

      assertThat(page(server, excludes)).contains(GONE).doesNotContain("few.bin", "many.bin");
      server.anonymous().get("/share/" + excludes + "/original/" + few + "/x").is(404);
      server.anonymous().get("/share/" + excludes + "/original/" + many + "/x").is(404);
      assertThat(page(server, finds)).contains(GONE, "many.bin").doesNotContain("few.bin");
      assertThat(page(server, other)).contains("few.bin", "many.bin").doesNotContain(GONE);

      String[] renamed = {"key", excludes, "subject", "Another name"};
      server.admin().form("/services/updateAuthKey", renamed).is(200);
      assertThat(page(server, excludes)).contains(GONE, "Another name");
      String[] meant = {"key", excludes, "query", "folderPath:\"/o\" -cf_pages:50"};
      server.admin().form("/services/updateAuthKey", meant).is(200);
      assertThat(page(server, excludes)).contains("few.bin").doesNotContain("many.bin", GONE);
      server.anonymous().get("/share/" + excludes + "/original/" + few + "/x").is(200);
    }
  }

  @OnEachDatabase
  void whatIsLeftOutByAWordAloneOrByAnotherSpellingStaysLeftOut(TestDatabase database)
      throws IOException {
    declare("cf_state, text, one, yes, yes, State");
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/o/open.bin", "open");
      server.asset("/o/kept.bin", "kept", "cf_state", "confidential");
      String word = key(server, "query", "folderPath:\"/o\" -confidential");
      String spelled = key(server, "query", "folderPath:\"/o\" -cf_State:confidential");
      for (String key : List.of(word, spelled)) {
        assertThat(page(server, key)).contains("open.bin").doesNotContain("kept.bin", GONE);
      }

      declare();
      server.restart();
      assertThat(page(server, word)).contains("open.bin").doesNotContain("kept.bin", GONE);
      assertThat(page(server, spelled)).contains(GONE).doesNotContain("kept.bin");

      declare("cf_state, text, one, yes, no, State");
      server.restart();
      assertThat(page(server, word)).contains(GONE).doesNotContain("kept.bin");
    }
  }

  @OnEachDatabase
  void whatIsLeftOutByAFieldOfAnyNameStaysLeftOut(TestDatabase database) throws IOException {
    declare("state, text, one, yes, yes, State", "grade, number, one, yes, yes, Grade");
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/o/open.bin", "open", "grade", "1");
      server.asset("/o/kept.bin", "kept", "state", "confidential", "grade", "5");
      String text = key(server, "query", "folderPath:\"/o\" -state:confidential");
      String word = key(server, "query", "folderPath:\"/o\" -confidential");
      String number = key(server, "query", "folderPath:\"/o\" -grade:[4 TO 6]");
      String other = key(server, "query", "folderPath:\"/o\" -Status:confidential");
      declare();

      server.restart();

      assertThat(page(server, text)).contains("open.bin").doesNotContain("kept.bin", GONE);
      assertThat(page(server, word)).doesNotContain("kept.bin");
      assertThat(page(server, number)).contains(GONE).doesNotContain("kept.bin");
      server.asset("/o/status.bin", "x", "status", "confidential", "Status", "open");
      assertThat(page(server, other)).contains("open.bin").doesNotContain("status.bin", GONE);
    }
  }

  @OnEachDatabase
  void aLinkWhoseQueryCannotBeReadAnyMoreSaysSo(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/o/a.bin", "one", "cf_code", "AB12");
      String key = key(server, "query", "cf_code:AB*");
      assertThat(page(server, key)).contains("a.bin");
      declare("cf_code, number, one, yes, yes, Code");

      server.restart();

      assertThat(page(server, key)).contains(GONE).doesNotContain("a.bin");
      assertThat(server.admin().get("/services/search", "q", "cf_code:AB*").is(400).text())
          .contains("cf_code");
    }
  }

  @OnEachDatabase
  void numbersAndTextsOfOneFieldAreSortedApart(TestDatabase database) throws IOException {
    try (ApiServer server = new ApiServer(home, database)) {
      server.asset("/o/text.bin", "text", "cf_pages", "5");
      declare("cf_pages, number, one, yes, yes, Pages");
      server.restart();
      server.asset("/o/nine.bin", "nine", "cf_pages", "9");
      server.asset("/o/ten.bin", "ten", "cf_pages", "10");
      server.asset("/o/none.bin", "none");
      String[] query = {"query", "folderPath:\"/o\""};
      String rising = key(server, query[0], query[1], "sort", "cf_pages");
      String falling = key(server, query[0], query[1], "sort", "cf_pages-desc");

      assertThat(page(server, rising))
          .containsSubsequence("none.bin", "nine.bin", "ten.bin", "text.bin");
      assertThat(page(server, falling))
          .containsSubsequence("text.bin", "ten.bin", "nine.bin", "none.bin");
    }
  }

  @OnEachDatabase
  void aWebhookWhoseQueryCannotBeReadAnyMoreStopsNobodyAndSaysWhy(TestDatabase database)
      throws Exception {
    try (ApiServer server = new ApiServer(home, database);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String created =
          """
          {"name": "codes", "url": "%s", "eventTypes": ["asset_create", "folder_create"],
           "foldersAndQuery": {"query": "cf_code:AB* OR *:*"}}"""
              .formatted(receiver.url());
      String path =
          "/services/admin/webhook/"
              + server
                  .admin()
                  .json("POST", "/services/admin/webhook", created)
                  .is(201)
                  .json()
                  .path("id")
                  .asText();
      declare("cf_code, number, one, yes, yes, Code");

      server.restart();

      TestClient admin = server.admin();
      JsonNode webhook = admin.get(path).is(200).json();
      assertThat(webhook.path("warnings").toString())
          .contains("foldersAndQuery.query", "can no longer be parsed", "cf_code");
      assertThat(webhook.at("/foldersAndQuery/query").asText()).isEqualTo("cf_code:AB* OR *:*");
      server.asset("/o/a.bin", "one", "cf_code", "7");
      assertThat(new String(receiver.next(Duration.ofSeconds(20)).body(), StandardCharsets.UTF_8))
          .contains("folder_create");

      JsonNode renamed = admin.json("POST", path, "{\"name\": \"other\"}").is(200).json();
      assertThat(renamed.path("warnings").toString()).contains("can no longer be parsed");
      admin.json("PUT", path + "/disable", "").is(200);
      admin.json("PUT", path + "/enable", "").is(200);
      String same = "{\"foldersAndQuery\": {\"query\": \"cf_code:AB*\"}}";
      assertThat(admin.json("POST", path, same).is(400).text()).contains("foldersAndQuery.query");
      String mended = "{\"foldersAndQuery\": {\"query\": \"cf_code:[5 TO 9]\"}}";
      assertThat(admin.json("POST", path, mended).is(200).json().path("warnings")).isEmpty();
      String id = server.asset("/o/b.bin", "two", "cf_code", "8");
      // of the asset before nothing came: the next one is this
      assertThat(new String(receiver.next(Duration.ofSeconds(20)).body(), StandardCharsets.UTF_8))
          .contains(id);
    }
  }

  private void declare(String... lines) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.write(config.resolve("fields.csv"), List.of(lines));
  }

  private static String page(ApiServer server, String key) {
    return server.anonymous().get("/share/" + key).is(200).text();
  }
}
