package dev.carillon.server.assets.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestResponse;
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
import org.junit.jupiter.params.provider.CsvSource;

/** The query language, rule by rule, over HTTP, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryContractTest {

  @Parameter private TestSearch search;
  private SearchServer server;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path home) {
    server = new SearchServer(home, search);
    server.create(
        "/Demo Zone/Sea/Blue Boat.jpg",
        "description",
        "A boat on the quiet sea",
        "tags",
        "beach,sunny day",
        "status",
        "In Progress",
        "rating",
        "4",
        "publishDate",
        "2012-03-23");
    server.upload("/Demo Zone/foo-1362-120996073.txt", "The lighthouse keeper wrote in spring");
    server.create(
        "/Demo Zone/Old/Tree.png", "status", "Final", "rating", "2", "cf_project", "Apollo");
    server.create("/Other (copy)/AND more.png", "status", "Draft", "title", "Boat or tree");
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          boat sea                                       ~ Blue Boat.jpg
          boat AND tree                                  ~ AND more.png
          boat && sea                                    ~ Blue Boat.jpg
          sea OR final                                   ~ Blue Boat.jpg,Tree.png
          sea || final                                   ~ Blue Boat.jpg,Tree.png
          boat NOT sea                                   ~ AND more.png
          boat !sea                                      ~ AND more.png
          +boat -sea                                     ~ AND more.png
          "quiet sea"                                    ~ Blue Boat.jpg
          "sea quiet"                                    ~
          status:final                                   ~ Tree.png
          STATUS:"in progress"                           ~ Blue Boat.jpg
          rating:[2 TO 3]                                ~ Tree.png
          rating:{2 TO *]                                ~ Blue Boat.jpg
          publishDate:[2012-01-01 TO 2012-12-31]         ~ Blue Boat.jpg
          publishDate:2012-03                            ~ Blue Boat.jpg
          assetCreated:[NOW-1YEAR TO NOW] status:draft   ~ AND more.png
          assetCreated:[NOW@DAY-1MONTH TO *] sea         ~ Blue Boat.jpg
          assetCreated:[* TO NOW-1DAY]                   ~
          publishDate:[* TO NOW-1YEAR]                   ~ Blue Boat.jpg
          BOAT SEA                                       ~ Blue Boat.jpg
          li?hthouse                                     ~ foo-1362-120996073.txt
          light*                                         ~ foo-1362-120996073.txt
          *keeper                                        ~ foo-1362-120996073.txt
          1362-120996073                                 ~ foo-1362-120996073.txt
          120996073                                      ~ foo-1362-120996073.txt
          foo                                            ~ foo-1362-120996073.txt
          foo-1362-120996073.txt                         ~ foo-1362-120996073.txt
          beach                                          ~ Blue Boat.jpg
          lighthouse spring                              ~ foo-1362-120996073.txt
          apollo                                         ~ Tree.png
          cf_project:apollo                              ~ Tree.png
          assetPath:"/demo zone/sea/blue boat.jpg"       ~ Blue Boat.jpg
          assetPath:"/Demo Zone/Sea"                     ~
          ancestorPaths:"/Demo Zone"                     ~ Blue Boat.jpg,foo-1362-120996073.txt,Tree.png
          folderPath:"/Demo Zone"                        ~ foo-1362-120996073.txt
          /Demo Zone                                     ~ Blue Boat.jpg,foo-1362-120996073.txt,Tree.png
          /demo zone/sea/                                ~ Blue Boat.jpg
          /Demo Zone/Sea/Blue Boat.jpg                   ~ Blue Boat.jpg
          /Other (copy)/AND more.png                     ~ AND more.png
          /Demo                                          ~
          noSuchField:x                                  ~
          *:* -status:*                                  ~ foo-1362-120996073.txt
          (sea OR draft) AND boat                        ~ AND more.png,Blue Boat.jpg
          status:(final draft)                           ~
          status:(final OR draft)                        ~ AND more.png,Tree.png
          """)
  void eachRuleFindsWhatItSays(String q, String names) {
    assertThat(server.names(q)).isEqualTo(names == null ? List.of() : List.of(names.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          noSuchField:              | too soon
          (boat                     | too soon
          "boat                     | not finished
          boat AND                  | too soon
          rating:[1 TO              | too soon
          rating:many               | must be a number
          assetCreated:yesterday    | must be a date
          relationTarget:child      | needs 'relatedTo'
          relatedTo:x relationTarget:uncle | must be any, child or parent
          relatedTo:x relationType:friend  | related, references, contains, duplicate, variation
          relatedTo:x -relationType:related | cannot be excluded
          relatedTo:*               | allows no wildcards
          """)
  void aMalformedQueryIs400AndSaysWhy(String q, String why) {
    TestResponse answer = server.answer("/services/search", "q", q);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("message").asText()).contains(why);
  }

  @Test
  void aMinusInFrontOfAnIdIsPartOfIt() {
    String id = server.create("/Ids/a.jpg");
    assertThat(server.names("id:" + id)).containsExactly("a.jpg");
    assertThat(server.names("id:(" + id + " OR -0xyz)")).containsExactly("a.jpg");
    assertThat(server.names("id:-" + id)).isEmpty();
    assertThat(server.names("relatedTo:-" + id)).isEmpty();
    assertThat(server.names("-id:" + id + " folderPath:/Ids")).isEmpty();
    server.post("/services/remove", "folderPath", "/Ids");
  }
}
