package dev.carillon.server.assets.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search call, over HTTP, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchContractTest {

  private static final String SEARCH = "/services/search";

  @Parameter private TestSearch search;
  private SearchServer server;
  private String boat;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path home) {
    server = new SearchServer(home, search);
    boat =
        server.create(
            "/Sea/boat.jpg",
            "tags",
            "Beach,sunny day",
            "status",
            "Final",
            "rating",
            "4",
            "description",
            "A <boat> on the quiet sea & nothing else");
    server.create("/Sea/gull.png", "tags", "Beach", "status", "Draft", "rating", "2");
    server.create("/Land/tree.png", "tags", "wood", "status", "Final", "rating", "10");
    server.upload(
        "/Land/notes.txt", "The lighthouse keeper wrote about boats in spring. ".repeat(3));
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  private static List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("hits").forEach(hit -> names.add(hit.path("metadata").path("name").asText()));
    return names;
  }

  @Test
  void anEmptyQueryAndStarColonStarAreAllNewestFirst() {
    List<String> newestFirst = List.of("notes.txt", "tree.png", "gull.png", "boat.jpg");
    assertThat(names(server.post(SEARCH))).isEqualTo(newestFirst);
    assertThat(names(server.post(SEARCH, "q", ""))).isEqualTo(newestFirst);
    assertThat(names(server.get(SEARCH, "q", "*:*"))).isEqualTo(newestFirst);
  }

  @Test
  void theWordsOfAFileAreShownWhereTheyAreAskedFor() {
    JsonNode asked =
        server.get(SEARCH, "q", "name:notes.txt", "metadataToReturn", "name,textContent");
    assertThat(asked.at("/hits/0/metadata/textContent").asText())
        .startsWith("The lighthouse keeper wrote");
    JsonNode all = server.get(SEARCH, "q", "name:notes.txt");
    assertThat(all.at("/hits/0/metadata").has("textContent")).isFalse();
  }

  @Test
  void parametersMayComeFromAnywhere() {
    for (JsonNode answer :
        List.of(
            server.get(SEARCH, "q", "boat", "num", "7"),
            server.post(SEARCH, "q", "boat", "num", "7"),
            server.post(SEARCH + "?q=boat", "num", "7"),
            server.multipart(SEARCH, "q", "boat", "num", "7"))) {
      assertThat(answer.path("firstResult").asInt()).isZero();
      assertThat(answer.path("maxResultHits").asInt()).isEqualTo(7);
      assertThat(answer.path("totalHits").asInt()).isEqualTo(1);
      assertThat(answer.path("hits").get(0).path("id").asText()).isEqualTo(boat);
      assertThat(answer.has("facets")).isFalse();
    }
  }

  @Test
  void noHitsAreReturnedWhereOnlyTheirNumberIsAskedFor() {
    JsonNode answer = server.get(SEARCH, "q", "status:Final", "num", "0");
    assertThat(answer.path("totalHits").asInt()).isEqualTo(2);
    assertThat(answer.path("hits").isArray()).isTrue();
    assertThat(answer.path("hits")).isEmpty();
  }

  @Test
  void pagesFollowEachOther() {
    JsonNode page = server.get(SEARCH, "sort", "name", "start", "1", "num", "2");
    assertThat(names(page)).containsExactly("gull.png", "notes.txt");
    assertThat(page.path("firstResult").asInt()).isEqualTo(1);
    assertThat(page.path("totalHits").asInt()).isEqualTo(4);
  }

  @Test
  void resultsBeyondTenThousandAreNotPaged() {
    assertThat(server.get(SEARCH, "start", "9999", "num", "50").path("hits")).isEmpty();
    TestResponse beyond = server.answer(SEARCH, "start", "10000", "num", "50");
    assertThat(beyond.status()).isEqualTo(400);
    assertThat(beyond.json().path("message").asText())
        .contains("'start' is '10000'")
        .contains("10000");
    // counting needs no page
    assertThat(server.get(SEARCH, "start", "10000", "num", "0").path("totalHits").asInt())
        .isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rating            | tree.png boat.jpg gull.png notes.txt
          rating-asc        | gull.png boat.jpg tree.png notes.txt
          name-desc         | tree.png notes.txt gull.png boat.jpg
          status,rating-asc | gull.png boat.jpg tree.png notes.txt
          assetCreated      | notes.txt tree.png gull.png boat.jpg
          """)
  void theOrderIsTheOneAskedFor(String sort, String names) {
    assertThat(names(server.get(SEARCH, "sort", sort))).containsExactly(names.split(" "));
  }

  @Test
  void theBestFittingComesFirstWhereThatIsAskedFor() {
    assertThat(
            names(server.get(SEARCH, "q", "tags:beach OR tags:sunny OR boat", "sort", "relevance"))
                .getFirst())
        .isEqualTo("boat.jpg");
  }

  @Test
  void onlyTheFieldsAskedForAreShown() {
    JsonNode some =
        server
            .get(SEARCH, "q", "id:" + boat, "metadataToReturn", "status,tags,title")
            .path("hits")
            .get(0);
    assertThat(some.path("metadata").toString())
        .isEqualTo("{\"status\":\"Final\",\"tags\":[\"Beach\",\"sunny day\"]}");
    assertThat(some.path("permissions").asText()).isEqualTo("VPWUMERXCD");
    JsonNode all =
        server.get(SEARCH, "q", "id:" + boat, "metadataToReturn", "all").path("hits").get(0);
    assertThat(all.path("metadata").path("assetPath").asText()).isEqualTo("/Sea/boat.jpg");
    assertThat(all.path("metadata").path("rating").isNumber()).isTrue();
  }

  @Test
  void valuesAreCountedAsTheyWereWritten() {
    JsonNode answer = server.get(SEARCH, "num", "0", "facets", "tags,status,rating,noSuchField");
    assertThat(answer.path("facets").toString())
        .isEqualTo(
            """
            {"tags":[{"value":"Beach","hitCount":2,"selected":false},\
            {"value":"sunny day","hitCount":1,"selected":false},\
            {"value":"wood","hitCount":1,"selected":false}],\
            "status":[{"value":"Final","hitCount":2,"selected":false},\
            {"value":"Draft","hitCount":1,"selected":false}],\
            "rating":[{"value":2,"hitCount":1,"selected":false},\
            {"value":4,"hitCount":1,"selected":false},\
            {"value":10,"hitCount":1,"selected":false}],\
            "noSuchField":[]}""");
  }

  @Test
  void aSelectionNarrowsTheHitsAndTheOtherFacetsButNotItsOwn() {
    JsonNode answer =
        server.get(
            SEARCH, "sort", "name", "facets", "tags,status", "facet.status.selection", "Final");
    assertThat(names(answer)).containsExactly("boat.jpg", "tree.png");
    assertThat(answer.path("totalHits").asInt()).isEqualTo(2);
    assertThat(answer.path("facets").path("status").toString())
        .isEqualTo(
            "[{\"value\":\"Final\",\"hitCount\":2,\"selected\":true},"
                + "{\"value\":\"Draft\",\"hitCount\":1,\"selected\":false}]");
    assertThat(answer.path("facets").path("tags").toString())
        .isEqualTo(
            "[{\"value\":\"Beach\",\"hitCount\":1,\"selected\":false},"
                + "{\"value\":\"sunny day\",\"hitCount\":1,\"selected\":false},"
                + "{\"value\":\"wood\",\"hitCount\":1,\"selected\":false}]");
  }

  @Test
  void ofOneFacetAnySelectedValueIsEnoughOfSeveralEachIsNeeded() {
    assertThat(
            names(
                server.get(
                    SEARCH,
                    "sort",
                    "name",
                    "facets",
                    "status",
                    "facet.status.selection",
                    "Final,Draft")))
        .containsExactly("boat.jpg", "gull.png", "tree.png");
    assertThat(
            names(
                server.get(
                    SEARCH,
                    "facets",
                    "tags,status,rating",
                    "facet.status.selection",
                    "Final,Draft",
                    "facet.tags.selection",
                    "Beach",
                    "facet.rating.selection",
                    "2")))
        .containsExactly("gull.png");
    // a selection is a value, not a word: case counts, and parts are none
    assertThat(
            server
                .get(SEARCH, "facets", "tags", "facet.tags.selection", "beach,sunny")
                .path("totalHits")
                .asInt())
        .isZero();
  }

  @Test
  void facetsSeeAChangeAtOnce() {
    String id = server.create("/Other/new.gif", "status", "Just made");
    String facets = server.get(SEARCH, "num", "0", "facets", "status").toString();
    assertThat(facets).contains("{\"value\":\"Just made\",\"hitCount\":1,\"selected\":false}");
    server.post("/services/remove", "ids", id);
    assertThat(server.get(SEARCH, "num", "0", "facets", "status").toString())
        .doesNotContain("Just made");
  }

  @Test
  void wordsThatWereFoundAreMarkedAndAllElseIsEscaped() {
    JsonNode hit = server.get(SEARCH, "q", "boat", "metadataToReturn", "name").path("hits").get(0);
    assertThat(hit.path("highlightedText").asText())
        .isEqualTo("A &lt;<b>boat</b>&gt; on the quiet sea &amp; nothing else");
    JsonNode text = server.get(SEARCH, "q", "lighthouse").path("hits").get(0);
    assertThat(text.path("highlightedText").asText()).contains("The <b>lighthouse</b> keeper");
    assertThat(
            server
                .get(SEARCH, "q", "boat", "returnHighlightedText", "false")
                .path("hits")
                .get(0)
                .path("highlightedText")
                .asText())
        .isEmpty();
    assertThat(server.get(SEARCH, "q", "status:Final").path("hits").get(0).path("highlightedText"))
        .allSatisfy(marked -> assertThat(marked.asText()).isEmpty());
  }

  @Test
  void aCollectionShowsUpToFourOfWhatIsInIt() {
    String box = server.create("/Boxes/box.collection");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(server.create("/Boxes/in" + i + ".jpg"));
    }
    server.post("/services/collection/add", "collectionId", box, "childIds", String.join(",", ids));
    JsonNode hit =
        server.get(SEARCH, "q", "id:" + box, "returnThumbnailHits", "true").path("hits").get(0);
    assertThat(hit.path("thumbnailHits")).hasSize(4);
    assertThat(hit.path("thumbnailHits").get(0).path("metadata").path("name").asText())
        .matches("in\\d.jpg");
    assertThat(hit.path("thumbnailHits").get(0).has("originalUrl")).isTrue();
    assertThat(server.get(SEARCH, "q", "id:" + box).path("hits").get(0).has("thumbnailHits"))
        .isFalse();
    server.post("/services/remove", "folderPath", "/Boxes");
  }

  @Test
  void aSearchMayComeAsJson() {
    JsonNode answer =
        server.json(
            SEARCH,
            """
            {"query":{"BoolQuery":{"elements":[
              {"operator":"MUST","query":{"QueryStringQuery":{"queryString":""}}},
              {"operator":"MUST","query":{"BoolQuery":{"elements":[
                {"operator":"SHOULD","query":{"TermQuery":{"name":"status","value":"Final"}}},
                {"operator":"SHOULD","query":{"WildcardQuery":
                  {"name":"name","wildcardValue":"gu*"}}}]}}},
              {"operator":"MUST_NOT","query":{"QueryStringQuery":{"queryString":"/Land"}}}]}},
             "firstResult":0,"maxResultHits":400,
             "sorting":[{"field":"rating","descending":false}],
             "facets":{"status":{"field":"status"},"tags":{"field":"tags"}},
             "metadataToReturn":["name"],"returnThumbnailHits":true}""");
    assertThat(names(answer)).containsExactly("gull.png", "boat.jpg");
    assertThat(answer.path("maxResultHits").asInt()).isEqualTo(400);
    assertThat(answer.path("facets").path("status")).hasSize(2);
    assertThat(answer.path("hits").get(0).path("metadata").toString())
        .isEqualTo("{\"name\":\"gull.png\"}");
  }

  @Test
  void facetsInJsonMayBeAListAndHaveASelection() {
    assertThat(
            server
                .json(
                    SEARCH,
                    "{\"query\":{\"QueryStringQuery\":{\"queryString\":\"\"}},"
                        + "\"maxResultHits\":0,\"facets\":[\"status\"]}")
                .path("facets")
                .path("status"))
        .hasSize(2);
    assertThat(
            names(
                server.json(
                    SEARCH,
                    "{\"query\":{\"QueryStringQuery\":{\"queryString\":\"\"}},"
                        + "\"facets\":{\"x\":{\"field\":\"status\",\"selection\":[\"Draft\"]}}}")))
        .containsExactly("gull.png");
  }

  @Test
  void parametersThatOnlySomeClientsSendAreTaken() {
    JsonNode answer =
        server.post(
            SEARCH,
            "q",
            "boat",
            "format",
            "json",
            "logSearch",
            "1",
            "expand",
            "originalStoragePath",
            "appendRequestSecret",
            "false",
            "unknown",
            "x",
            "sort",
            "");
    assertThat(answer.path("totalHits").asInt()).isEqualTo(1);
    assertThat(answer.path("hits").get(0).path("originalStoragePath").asText())
        .matches("[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}");
    assertThat(server.post(SEARCH, "q", "boat").path("hits").get(0).has("originalStoragePath"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "q, noSuchField:",
    "num, -1",
    "num, 10001",
    "num, many",
    "start, -1",
    "sort, nonsense",
    "format, xml",
    "returnHighlightedText, perhaps",
    "returnThumbnailHits, 2",
    "logSearch, yes",
  })
  void aBadParameterIsToldByItsName(String name, String value) {
    TestResponse answer = server.answer(SEARCH, name, value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errorcode").asInt()).isEqualTo(400);
    if (!name.equals("q")) {
      assertThat(answer.json().path("message").asText()).contains("'" + name + "'").contains(value);
    }
  }
}
