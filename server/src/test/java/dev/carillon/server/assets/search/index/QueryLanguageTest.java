package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each form of query finds, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryLanguageTest {

  @Parameter private TestSearch search;
  private Library library;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path directory) {
    library = Library.on(search, directory);
    library
        .add(
            "-a_1",
            "/Demo Zone/Sea/Blue Boat.jpg",
            "extension",
            "jpg",
            "description",
            "A boat on the quiet sea",
            "tags",
            List.of("beach", "sunny day"),
            "status",
            "In Progress",
            "rating",
            4L,
            "fileSize",
            2_000L,
            "assetCreated",
            millis("2026-06-14T08:00:00Z"))
        .addWithText(
            "b",
            "/Demo Zone/foo-1362-120996073.txt",
            "The lighthouse keeper wrote about_boats in spring",
            "extension",
            "txt",
            "status",
            "Final",
            "rating",
            2.5,
            "fileSize",
            10L,
            "assetCreator",
            "boat",
            "assetCreated",
            millis("2012-03-23T13:16:58Z"))
        .add(
            "c",
            "/Demo Zone Old/Été (copy) AND more.png",
            "extension",
            "png",
            "title",
            "Straße am Meer",
            "rating",
            -3L,
            "cf_project",
            "Apollo 11",
            "assetCreated",
            millis("2026-06-15T00:00:00Z"))
        .add("D", "/root.jpg", "assetCreated", millis("2025-06-15T12:00:00Z"))
        .add("gone", "/Demo Zone/Sea/gone.jpg", "description", "boat")
        .remove("gone");
    library.index.settle();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    library.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                     | -a_1 D b c
          *:*                                    | -a_1 D b c
          *                                      | -a_1 D b c
          boat                                   | -a_1
          BOAT                                   | -a_1
          boat sea                               | -a_1
          boat lighthouse                        |
          boats                                  | b
          lighthouse final                       | b
          lighthouse foo                         | b
          "lighthouse keeper"                    | b
          "keeper lighthouse"                    |
          "lighthouse wrote"                     |
          "lighthouse wrote"~1                   | b
          "boat on the"                          | -a_1
          "beach sunny"                          |
          beach                                  | -a_1
          tags:beach                             | -a_1
          tags:"sunny day"                       | -a_1
          tags:(beach OR house)                  | -a_1
          tags:(beach house)                     |
          status:"in progress"                   | -a_1
          status:final                           | b
          STATUS:Final                           | b
          status:In                              | -a_1
          assetCreator:boat                      | b
          description:boat                       | -a_1
          description:lighthouse                 |
          textContent:lighthouse                 | b
          textContent:light*                     | b
          textContent:*                          | b
          boat OR lighthouse                     | -a_1 b
          `boat || lighthouse`                   | -a_1 b
          sea AND boat                           | -a_1
          sea && boat                            | -a_1
          NOT boat                               | D b c
          -boat                                  | D b c
          !boat                                  | D b c
          NOT (boat OR lighthouse)               | D c
          *:* -boat -lighthouse                  | D c
          boat NOT sea                           |
          +boat +sea                             | -a_1
          +boat -sea                             |
          (boat OR lighthouse) AND status:final  | b
          status:* AND NOT status:final          | -a_1
          -status:*                              | D c
          jpg                                    | -a_1 D
          filename:*.jpg                         | -a_1 D
          filename:*.JPG                         | -a_1 D
          filename:foo-1362*                     | b
          filename:foo*                          | b
          foo-13*3.txt                           | b
          f?o                                    | b
          lightho*                               | b
          *hthous*                               | b
          bo?t                                   | -a_1
          1362-120996073                         | b
          120996073                              | b
          foo-1362-120996073.txt                 | b
          about                                  | b
          ete                                    | c
          ÉTÉ                                    | c
          strasse                                | c
          boot~                                  | -a_1 D b
          id:-a_1                                | -a_1
          id:D                                   | D
          id:d                                   |
          id:"-a_1"                              | -a_1
          id:(-a_1 OR b)                         | -a_1 b
          id:(b OR -a_1)                         | -a_1 b
          -id:-a_1                               | D b c
          id:(-a_1 OR b) AND -boat               | b
          rating:4                               | -a_1
          rating:2.5                             | b
          rating:-3                              | c
          rating:[2 TO 4]                        | -a_1 b
          rating:{2.5 TO 4]                      | -a_1
          rating:[2.5 TO 4}                      | b
          rating:[-5 TO 0]                       | c
          rating:[* TO 2.5]                      | b c
          rating:{2.5 TO *}                      | -a_1
          rating:>2.5                            | -a_1
          rating:>=2.5                           | -a_1 b
          rating:<0                              | c
          rating:*                               | -a_1 b c
          rating:[* TO *]                        | -a_1 b c
          rating:[5 TO 2]                        |
          fileSize:[10 TO 2000}                  | b
          assetCreated:2012                      | b
          assetCreated:2012-03                   | b
          assetCreated:2012-03-23                | b
          assetCreated:20120323                  | b
          assetCreated:2012-03-24                |
          assetCreated:"2012-03-23T13:16"        | b
          assetCreated:"2012-03-23 14:16:58 +0100" | b
          assetCreated:1332508618000             | b
          assetCreated:[2012-03-01 TO 2012-03-23]| b
          assetCreated:[2012-03-01 TO 2012-03-23}|
          assetCreated:{2012 TO *]               | -a_1 D c
          assetCreated:[NOW-1YEAR TO NOW]        | -a_1 D c
          assetCreated:{NOW-1YEAR TO NOW]        | -a_1 c
          assetCreated:[NOW-1YEAR+1MILLISECOND TO NOW] | -a_1 c
          assetCreated:[NOW@DAY TO *]            | c
          assetCreated:[NOW@D TO *]              | c
          assetCreated:[NOW@DATE-1M TO NOW]      | -a_1 c
          assetCreated:{NOW-1Y+1MILLI TO NOW]    | -a_1 c
          assetCreated:[NOW-28H TO NOW-1MIN]     | -a_1 c
          assetCreated:2012\\:03\\:23             | b
          assetCreated:2012/03/23                | b
          assetCreated:[now/day TO *]            | c
          assetCreated:[NOW@DAY-1DAY TO NOW@DAY} | -a_1
          assetCreated:[NOW@DAY-1MONTH TO NOW]   | -a_1 c
          assetCreated:>NOW-2DAYS                | -a_1 c
          assetCreated:[NOW-1YEAR TO 2026-06-14] | -a_1 D
          status:[a TO g]                        | b
          status:[* TO final]                    | b
          status:{final TO *}                    | -a_1
          tags:[s TO t]                          | -a_1
          cf_project:apollo                      | c
          cf_project:"apollo 11"                 | c
          apollo                                 | c
          cf_other:*                             |
          noSuchField:x                          |
          noSuchField:[a TO b]                   |
          noSuchField:*                          |
          NOT noSuchField:x                      | -a_1 D b c
          assetPath:"/Demo Zone/Sea/Blue Boat.jpg" | -a_1
          assetPath:"/demo zone/sea/BLUE boat.jpg" | -a_1
          assetPath:"/Demo Zone/Sea"             |
          assetPath:"Blue Boat.jpg"              |
          assetPath:/root.jpg                    | D
          assetPath:*.jpg                        | -a_1 D
          ancestorPaths:"/Demo Zone"             | -a_1 b
          ancestorPaths:"/Demo Zone/"            | -a_1 b
          ancestorPaths:"Demo Zone"              | -a_1 b
          ancestorPaths:"/Demo"                  |
          ancestorPaths:"/"                      | -a_1 D b c
          ancestorPaths:/                        | -a_1 D b c
          ancestorPaths:"/Demo Zone" -boat       | b
          folderPath:"/Demo Zone"                | b
          folderPath:"/Demo Zone/Sea"            | -a_1
          folderPath:"/"                         | D
          folderPath:/Demo*                      | -a_1 b c
          folderPath:\\/Demo\\ Zone              | b
          /Demo Zone                             | -a_1 b
          /demo zone/                            | -a_1 b
          /Demo Zone/Sea/Blue Boat.jpg           | -a_1
          /Demo Zone/Sea                         | -a_1
          /Demo Zone Old/Été (copy) AND more.png | c
          /                                      | -a_1 D b c
          /root.jpg OR boat                      |
          sea/boat                               |
          boat & sea                             | -a_1
          …                                      |
          boat^2 sea                             | -a_1
          status:"---"                           |
          priority:high                          |
          """)
  void eachFormOfQueryFindsWhatItSays(String q, String ids) {
    assertThat(library.find(q)).containsExactly(ids == null ? new String[0] : ids.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          noSuchField:                | too soon: .* character 13
          `  name: `                  | too soon: .* character 9
          (boat                       | too soon: .* character 6
          boat)                       | character 5, '\\)'
          a /x/ b)                    | character 8, '\\)'
          "boat                       | not finished at character 6
          name:[a TO                  | too soon: .* character 11
          name:[a b]                  | character 9, 'b'
          boat AND                    | too soon: .* character 9
          AND boat                    | character 1, 'AND'
          boat OR OR sea              | character 9, 'OR'
          boat\\                      | not finished at character 6
          boat NOT                    | too soon: .* character 9
          ---                         | character 2, '-'
          ()                          | character 2, '\\)'
          a:b:c                       | character 4, ':'
          rating:many                 | character 8.*'rating' is 'many', but must be a number
          x AND rating:[1 TO b]       | 'rating' is 'b', but must be a number
          rating:4*                   | 'rating' allows no wildcard except . alone
          assetCreated:yesterday      | 'assetCreated' is 'yesterday', but must be a date
          assetCreated:2012-13        | 'assetCreated' is '2012-13', but must be a date
          assetCreated:[NOW-1EON TO *]| 'assetCreated' is 'NOW-1EON', but must be a date
          fileSize:1.5                | 'fileSize' is '1.5', but must be a number of bytes
          relatedTo:x*                | 'relatedTo' allows no wildcards
          relationTarget:any          | 'relationTarget' needs 'relatedTo' in the same query
          id:[a TO b]                 | 'id' cannot be searched for a range
          """)
  void aMalformedQueryIsRefusedAndToldWhere(String q, String message) {
    assertThatThrownBy(() -> library.find(q))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.message()).containsPattern(message);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 5_000})
  void aQueryThatIsNestedTooDeepIsRefused(int depth) {
    assertThatThrownBy(() -> library.find("(".repeat(depth) + "a" + ")".repeat(depth)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("nested more than 50 deep at character 51");
  }

  @Test
  void aQueryMayBeNestedDeeply() {
    String either = "boat";
    String without = "boat";
    for (int depth = 1; depth <= 48; depth++) {
      either = (depth % 2 == 1 ? "(apollo OR " : "(sea AND ") + either + ")";
      without = "-(" + without + ")";
    }
    assertThat(library.find(either)).containsExactly("-a_1");
    assertThat(library.find(without)).containsExactly("-a_1");
  }

  @Test
  void everyWordThatIsAlikeIsFoundHoweverManyThereAre(@TempDir Path directory) {
    try (Library words = Library.on(search, directory)) {
      List<String> ids = new ArrayList<>();
      for (char c = 'a'; c <= 'z'; c++) {
        for (char d = 'a'; d <= 'z'; d = (char) (d + 3)) {
          ids.add("id" + c + d);
          words.add("id" + c + d, "/a", "title", "bo" + c + d);
        }
      }
      assertThat(words.find("title:boat~2")).containsExactlyElementsOf(ids);
      assertThat(words.find("title:bo*")).containsExactlyElementsOf(ids);
      assertThat(words.find("title:*o??")).containsExactlyElementsOf(ids);
    }
  }

  @Test
  void aQueryOfMoreThan10KilobytesIsRefused() {
    assertThatThrownBy(() -> library.find("a".repeat(10_241)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("at most 10240");
  }

  @Test
  void aQueryWithTooManyTermsIsRefused() {
    assertThatThrownBy(() -> library.find("a ".repeat(5_000)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("too many terms");
  }

  @Test
  void manyIdsAtOnceAreFine() {
    String ids = String.join(" OR ", Collections.nCopies(300, "-0123456789012345_789x"));
    assertThat(library.find("id:(" + ids + " OR -a_1)")).containsExactly("-a_1");
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
