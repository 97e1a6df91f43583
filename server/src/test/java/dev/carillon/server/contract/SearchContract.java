package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finding assets and looking into folders. */
@Title("Searching and browsing")
final class SearchContract extends Part {

  private static final String SEARCH = "`search` GET/POST";
  private static final String BODY = "`search` with a JSON body";
  private static final String BROWSE = "`browse` GET/POST";

  private JsonNode search(String... pairs) {
    List<String> all = new ArrayList<>(List.of("q", "ancestorPaths:\"" + here + "\""));
    all.addAll(List.of(pairs));
    return post("/services/search", all.toArray(String[]::new)).is(200).json();
  }

  private static List<String> names(JsonNode found) {
    return found.path("hits").findValuesAsText("filename");
  }

  @Row(
      call = SEARCH,
      holds = "returns `firstResult`, `maxResultHits`, `totalHits`, `hits[]`",
      evidence = DOCUMENTS)
  void aSearch() {
    asset("a.txt");
    JsonNode found = search();
    assertThat(found.path("firstResult").asInt(-1)).isZero();
    assertThat(found.path("maxResultHits").asInt()).isEqualTo(50);
    assertThat(found.path("totalHits").asInt()).isEqualTo(1);
    assertThat(found.path("hits")).hasSize(1);
  }

  @Row(call = SEARCH, holds = "`q` of `''` or `*:*` finds all assets", evidence = CLIENTS)
  void all() {
    asset("a.txt");
    int all =
        post("/services/search", "q", "", "num", "0").is(200).json().path("totalHits").asInt();
    assertThat(all).isPositive();
    assertThat(post("/services/search", "q", "*:*", "num", "0").json().path("totalHits").asInt())
        .isEqualTo(all);
  }

  @Row(
      call = SEARCH,
      holds = "`start` (default 0) and `num` (default 50) choose a page; `num=0` only counts",
      evidence = DOCUMENTS)
  void pages() {
    for (int i = 0; i < 3; i++) {
      asset(i + ".txt");
    }
    assertThat(names(search("sort", "name-asc", "start", "1", "num", "1")))
        .containsExactly("1.txt");
    JsonNode counted = search("num", "0");
    assertThat(counted.path("hits")).isEmpty();
    assertThat(counted.path("totalHits").asInt()).isEqualTo(3);
  }

  @Row(
      call = SEARCH,
      holds = "`sort` is a comma-separated list of `field-asc` and `field-desc`",
      evidence = DOCUMENTS)
  void sorting() {
    asset("a.txt", "status", "Final");
    asset("b.txt", "status", "New");
    asset("c.txt", "status", "Final");
    assertThat(names(search("sort", "status-asc,name-desc")))
        .containsExactly("c.txt", "a.txt", "b.txt");
  }

  @Row(call = SEARCH, holds = "`sort` is `assetCreated-desc` by default", evidence = DOCUMENTS)
  void newestFirst() {
    asset("b.txt");
    asset("a.txt");
    asset("c.txt");
    assertThat(names(search())).containsExactly("c.txt", "a.txt", "b.txt");
  }

  @Row(
      call = SEARCH,
      holds = "dates and numbers sort descending by default, text ascending",
      evidence = DOCUMENTS)
  void defaultDirections() {
    asset("b.txt", "rating", "1");
    asset("a.txt", "rating", "5");
    assertThat(names(search("sort", "rating"))).containsExactly("a.txt", "b.txt");
    assertThat(names(search("sort", "name"))).containsExactly("a.txt", "b.txt");
    assertThat(names(search("sort", "assetCreated"))).containsExactly("a.txt", "b.txt");
  }

  @Row(
      call = SEARCH,
      holds = "`metadataToReturn` is a comma-separated list; `all` or no list means all fields",
      evidence = DOCUMENTS)
  void metadataToReturn() {
    asset("a.txt", "title", "t");
    assertThat(search("metadataToReturn", "title,extension").at("/hits/0/metadata").toString())
        .isEqualTo("{\"title\":\"t\",\"extension\":\"txt\"}");
    int all = search().at("/hits/0/metadata").size();
    assertThat(all).isGreaterThan(10);
    assertThat(search("metadataToReturn", "all").at("/hits/0/metadata")).hasSize(all);
  }

  @Row(
      call = SEARCH,
      holds = "`facets` adds `facets.<field>` of `{value,hitCount,selected}`",
      evidence = DOCUMENTS)
  void facets() {
    asset("a.txt", "status", "New");
    asset("b.txt", "status", "New");
    asset("c.pdf", "status", "Final");
    JsonNode facets = search("facets", "status,extension").path("facets");
    JsonNode status = facets.path("status");
    JsonNode values = status.isArray() ? status : status.path("facetEntries");
    assertThat(values.findValuesAsText("value")).containsExactlyInAnyOrder("New", "Final");
    assertThat(values.toString()).contains("\"hitCount\":2").contains("\"selected\":false");
    assertThat(facets.has("extension")).isTrue();
  }

  @Row(
      call = SEARCH,
      holds = "`facet.<field>.selection` narrows the hits to a value",
      evidence = DOCUMENTS)
  void facetSelection() {
    asset("a.txt", "status", "New");
    asset("b.txt", "status", "Final");
    JsonNode found = search("facets", "status", "facet.status.selection", "Final");
    assertThat(names(found)).containsExactly("b.txt");
    assertThat(found.path("facets").toString()).contains("\"selected\":true");
  }

  @Row(
      call = SEARCH,
      holds = "`appendRequestSecret`, `expand`, `logSearch`, `format` are accepted",
      evidence = DOCUMENTS)
  void furtherParameters() {
    asset("a.txt");
    JsonNode found =
        search("appendRequestSecret", "true", "expand", "0", "logSearch", "true", "format", "json");
    assertThat(names(found)).containsExactly("a.txt");
  }

  private JsonNode body(String query, String more) {
    String all =
        """
        {"query":{"BoolQuery":{"elements":[
          {"operator":"MUST","query":{"QueryStringQuery":{"queryString":"ancestorPaths:\\"%s\\""}}},
          %s]}}%s}"""
            .formatted(here, query, more);
    return json("POST", "/services/search", all).is(200).json();
  }

  @Row(
      call = BODY,
      holds = "`query` may be a `QueryStringQuery{queryString}`",
      evidence = DOCUMENTS)
  void aQueryString() {
    asset("a.txt");
    String query =
        "{\"query\":{\"QueryStringQuery\":{\"queryString\":\"ancestorPaths:\\\"%s\\\"\"}}}"
            .formatted(here);
    assertThat(names(json("POST", "/services/search", query).is(200).json()))
        .containsExactly("a.txt");
  }

  @Row(
      call = BODY,
      holds = "`BoolQuery{elements:[{operator:MUST|SHOULD|MUST_NOT,query}]}`",
      evidence = DOCUMENTS)
  void aBoolQuery() {
    asset("a.txt", "status", "New");
    asset("b.txt", "status", "Final");
    String not =
        "{\"operator\":\"MUST_NOT\",\"query\":{\"TermQuery\":"
            + "{\"name\":\"status\",\"value\":\"New\"}}}";
    assertThat(names(body(not, ""))).containsExactly("b.txt");
  }

  @Row(
      call = BODY,
      holds = "`TermQuery{name,value}` and `WildcardQuery{name,wildcardValue}`",
      evidence = DOCUMENTS)
  void termsAndWildcards() {
    asset("a.txt", "status", "New");
    asset("b.pdf", "status", "Final");
    String term =
        "{\"operator\":\"MUST\",\"query\":{\"TermQuery\":{\"name\":\"status\",\"value\":\"New\"}}}";
    assertThat(names(body(term, ""))).containsExactly("a.txt");
    String wildcard =
        "{\"operator\":\"MUST\",\"query\":{\"WildcardQuery\":"
            + "{\"name\":\"extension\",\"wildcardValue\":\"p*\"}}}";
    assertThat(names(body(wildcard, ""))).containsExactly("b.pdf");
  }

  @Row(
      call = BODY,
      holds =
          "`firstResult`, `maxResultHits`, `sorting:[{field,descending}]`, `facets`,"
              + " `metadataToReturn`",
      evidence = DOCUMENTS)
  void pagesOfABody() {
    asset("a.txt");
    asset("b.txt");
    asset("c.txt");
    JsonNode found =
        body(
            "{\"operator\":\"MUST\",\"query\":{\"TermQuery\":"
                + "{\"name\":\"extension\",\"value\":\"txt\"}}}",
            ",\"firstResult\":1,\"maxResultHits\":1,\"facets\":[\"extension\"],"
                + "\"metadataToReturn\":[\"filename\"],"
                + "\"sorting\":[{\"field\":\"name\",\"descending\":true}]");
    assertThat(found.at("/hits/0/metadata").toString()).isEqualTo("{\"filename\":\"b.txt\"}");
    assertThat(found.path("hits")).hasSize(1);
    assertThat(found.path("facets").has("extension")).isTrue();
  }

  private JsonNode browse(String... pairs) {
    List<String> all = new ArrayList<>(List.of("path", here));
    all.addAll(List.of(pairs));
    return get("/services/browse", all.toArray(String[]::new)).is(200).json();
  }

  @Row(
      call = BROWSE,
      holds =
          "returns an array of"
              + " `{name,assetPath,directory,collection,containerId,browsable,permissionMask}`",
      evidence = DOCUMENTS)
  void aBrowse() {
    asset("sub/a.txt");
    String id = asset("c.collection");
    JsonNode list = browse();
    assertThat(list.findValuesAsText("name")).containsExactlyInAnyOrder("sub", "c");
    for (JsonNode each : list) {
      boolean folder = each.path("name").asText().equals("sub");
      assertThat(each.path("assetPath").asText())
          .isEqualTo(here + (folder ? "/sub" : "/c.collection"));
      assertThat(each.path("directory").asBoolean()).isEqualTo(folder);
      assertThat(each.path("collection").asBoolean()).isEqualTo(!folder);
      assertThat(folder || each.path("containerId").asText().equals(id)).isTrue();
      assertThat(each.has("browsable") && each.has("permissionMask")).isTrue();
    }
  }

  @Row(
      call = BROWSE,
      holds = "`includeFolders`, `includeAsset`/`includeAssets` are true by default",
      evidence = DOCUMENTS)
  void whatToInclude() {
    asset("sub/a.txt");
    asset("c.collection");
    assertThat(browse("includeFolders", "false").findValuesAsText("name")).containsExactly("c");
    assertThat(browse("includeAsset", "false").findValuesAsText("name")).containsExactly("sub");
    assertThat(browse("includeAssets", "false").findValuesAsText("name")).containsExactly("sub");
  }

  @Row(
      call = BROWSE,
      holds =
          "`includeExtensions` is `.collection, .dossier, .task` by default; `all` means all"
              + " extensions",
      evidence = DOCUMENTS)
  void extensions() {
    for (String name : List.of("a.collection", "b.dossier", "c.task", "d.txt")) {
      asset(name);
    }
    assertThat(browse().findValuesAsText("name"))
        .containsExactlyInAnyOrder("a", "b.dossier", "c.task");
    assertThat(browse("includeExtensions", "all").findValuesAsText("name")).contains("d.txt");
    assertThat(browse("includeExtensions", ".txt").findValuesAsText("name"))
        .containsExactly("d.txt");
  }

  @Row(
      call = BROWSE,
      holds = "`fromRoot` adds the folders from there to the path",
      evidence = DOCUMENTS)
  void fromRoot() {
    asset("sub/deep/a.txt");
    JsonNode tree = get("/services/browse", "path", here + "/sub", "fromRoot", here).is(200).json();
    assertThat(tree.toString()).contains("\"name\":\"sub\"").contains("\"name\":\"deep\"");
  }

  @Row(call = BROWSE, holds = "`path=.` returns an empty array", evidence = CLIENTS)
  void aDot() {
    assertThat(get("/services/browse", "path", ".").is(200).text()).isEqualTo("[]");
  }
}
