package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who sees an asset without P or U learns nothing of the words in its file, whatever he asks. There
 * are two assets, of which one has the word in its file: for him they must never differ. So it is
 * on each search engine.
 */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HiddenTextTest {

  private static final List<String> BOTH = List.of("/Zone/one.txt", "/Zone/two.txt");

  @Parameter private TestSearch search;
  private RecordedServer server;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void open(@TempDir Path home) {
    server = new RecordedServer(home, search, "ann", "bob", "cat");
    make("/Zone/one.txt", "a%20lighthouse%20at%20night");
    make("/Zone/two.txt", "a%20boat%20at%20night");
    server.allow("ann", "/Zone", "V--MERXCD");
    server.allow("bob", "/Zone", "VP-------");
    server.allow("cat", "/Zone", "V-U------");
  }

  private void make(String path, String words) {
    server
        .admin()
        .form(
            "/services/create",
            "assetPath",
            path,
            "description",
            "plain",
            "Filedata",
            "data:text/plain," + words)
        .is(200);
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lighthouse",
        "lightho*",
        "*house",
        "?ighthouse",
        "lighthause~1",
        "\"lighthouse at\"",
        "textContent:lighthouse",
        "textContent:lig*",
        "textContent:\"lighthouse night\"~2",
        "TEXTCONTENT:(lighthouse OR nothing)",
        "-lighthouse",
        "NOT lighthouse",
        "*:* -textContent:lighthouse",
        "plain AND NOT lig*",
        "plain (nothing OR lighthouse)",
        "+plain -(textContent:* -lighthouse)",
        "textContent:lighthouse^9 OR plain"
      })
  void noQueryTellsTwoFilesApart(String q) {
    List<String> found = server.finds("ann", q);
    assertThat(found).as(q).isIn(List.of(), BOTH);
    for (String sort : List.of("relevance", "relevance-asc")) {
      JsonNode sorted = search("ann", q, "sort", sort + ",name");
      assertThat(sorted.path("hits").findValuesAsText("assetPath")).as(q).isEqualTo(found);
      assertThat(sorted.toString()).doesNotContain("<b>lighthouse", "at night");
    }
    JsonNode counted = search("ann", q, "num", "0", "facets", "name,textContent");
    assertThat(counted.path("totalHits").asInt()).isEqualTo(found.size());
    assertThat(counted.at("/facets/name")).hasSize(found.size());
    assertThat(counted.at("/facets/textContent")).isEmpty();
    int total =
        server.as("ann").get("/api/asset/search", "q", q).is(200).json().path("total").asInt();
    assertThat(total).isEqualTo(found.size());
  }

  @Test
  void whoMayLookAtAFileOrHaveItFindsItsWords() {
    for (String user : List.of("bob", "cat", "admin")) {
      assertThat(server.finds(user, "lightho*")).as(user).containsExactly("/Zone/one.txt");
      assertThat(server.finds(user, "-lighthouse plain")).containsExactly("/Zone/two.txt");
      assertThat(server.finds(user, "textContent:*")).isEqualTo(BOTH);
      assertThat(search(user, "lighthouse", "metadataToReturn", "textContent").toString())
          .as(user)
          .contains("a <b>lighthouse</b> at night", "\"textContent\":\"a lighthouse");
    }
  }

  @Test
  void aChangeOfManyByAQueryDoesNotTellThemApartEither() {
    TestClient ann = server.as("ann");
    JsonNode changed =
        ann.form("/services/updatebulk", "q", "lighthouse", "metadata", "{\"status\": \"x\"}")
            .is(200)
            .json();
    assertThat(changed.path("processedCount").asInt()).isZero();
    assertThat(server.finds("ann", "status:x")).isEmpty();
    assertThat(
            ann.form("/services/remove", "q", "lightho*")
                .is(200)
                .json()
                .path("processedCount")
                .asInt())
        .isZero();
    assertThat(server.finds("ann", "")).isEqualTo(BOTH);
  }

  @Test
  void aLinksQueryFindsWhatItsOwnerMayRead() {
    assertThat(page("bob")).contains("one.txt").doesNotContain("two.txt");
    assertThat(page("ann")).doesNotContain("one.txt", "two.txt");
    server.allow("bob", "/Zone", "V--------");
    try {
      assertThat(server.finds("bob", "lighthouse")).isEmpty();
    } finally {
      server.allow("bob", "/Zone", "VP-------");
    }
  }

  private String page(String owner) {
    String page =
        server
            .as(owner)
            .form(
                "/services/createAuthKey",
                "subject",
                "s",
                "validUntil",
                "2100-01-01",
                "query",
                "lightho*")
            .is(200)
            .json()
            .path("webClientUrl")
            .asText();
    return server.as("").get(page).is(200).text();
  }

  private JsonNode search(String user, String q, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "q";
    all[1] = q;
    System.arraycopy(more, 0, all, 2, more.length);
    return server.as(user).form("/services/search", all).is(200).json();
  }
}
