package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of every script, very long ones, and characters that stand for nothing, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddTextsTest {

  private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
  private static final String FLAG = "\uD83C\uDDF3\uD83C\uDDF1";

  /** Each is the title of an asset with its place as id. */
  private static final List<String> TITLES =
      List.of(
          "Straße",
          "İstanbul ılık",
          "ﬁnal ﬂow",
          "\uD83C\uDF89 party " + FAMILY + " " + FLAG,
          "日本語の文書",
          "한국어 문서",
          "ภาษาไทย",
          "שָׁלוֹם السَّلام",
          "ＡＢＣ１２３",
          "Ångström Ωmega Œuvre",
          "q\u0323\u0307ed",
          "one\u00A0two\u200Bthree\u3000four",
          "nul\u0000inside",
          "lone \uD800 surrogate",
          "x".repeat(300),
          "C++ & C# / .NET @work #tag 50% $9.99",
          "…",
          "\uD835\uDD38\uD835\uDD39 math");

  @Parameter private TestSearch search;
  @TempDir private Path directory;
  private Library library;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path folder) {
    library = Library.on(search, folder);
    for (int i = 0; i < TITLES.size(); i++) {
      library.add(Integer.toString(i), "/" + i, "title", TITLES.get(i));
    }
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
          strasse         | 0
          STRASSE         | 0
          straße          | 0
          stras*          | 0
          istanbul        | 1
          ISTANBUL        | 1
          İSTANBUL        | 1
          ilik            | 1
          final           | 2
          ﬁnal            | 2
          fl*             | 2
          🎉              | 3
          party           | 3
          日本            | 4
          本日            |
          日?             |
          文書            | 4
          語の            | 4
          한국어          | 5
          한*             | 5
          ภาษาไทย         | 6
          שָׁלוֹם            | 7
          abc123          | 8
          ａｂｃ*         | 8
          angstrom        | 9
          ångström        | 9
          oeuvre          | 9
          ωmega           | 9
          one             | 11
          two             | 11
          four            | 11
          nul             | 12
          surrogate       | 13
          c++             | 15
          "c c"           | 15
          .net            | 15
          `@work`         | 15
          `50%`           | 15
          `$9.99`         | 15
          *9.99           | 15
          math            | 17
          """)
  void aTextIsFoundByItsWords(String q, String id) {
    assertThat(library.find("title:(" + q.strip() + ")"))
        .isEqualTo(id == null ? List.of() : List.of(id));
  }

  /** What was written finds itself, as far as it has a word. */
  @Test
  void eachTitleFindsItself() {
    for (int i = 0; i < TITLES.size(); i++) {
      String q = "title:\"" + TITLES.get(i) + "\"";
      List<String> found = library.find(q);
      if (TITLES.get(i).equals("…")) {
        assertThat(found).isEmpty();
      } else {
        assertThat(found).as(q).containsExactly(Integer.toString(i));
      }
    }
  }

  @Test
  void aValueWithoutAnyWordIsThereAllTheSame() {
    assertThat(library.find("title:*")).hasSize(TITLES.size());
    assertThat(library.find("title:…")).isEmpty();
    assertThat(library.find("title:…*")).containsExactly("16");
  }

  @Test
  void aPhraseDoesNotReachFromOneValueIntoTheNext() {
    try (Library values = Library.on(search, directory)) {
      values.add("a", "/a", "tags", List.of("old boat", "blue sea"));
      assertThat(values.find("tags:\"old boat\"")).containsExactly("a");
      assertThat(values.find("tags:\"boat blue\"")).isEmpty();
      assertThat(values.find("tags:\"boat blue\"~50")).isEmpty();
      assertThat(values.find("tags:\"boat blue\"~150")).containsExactly("a");
      assertThat(values.find("tags:\"blue boat\"~2")).isEmpty();
      assertThat(values.find("tags:\"boat old\"~2")).containsExactly("a");
    }
  }

  @Test
  void enormousValuesAreIndexedToo() {
    try (Library values = Library.on(search, directory)) {
      String enormous = "word ".repeat(50_000) + "x".repeat(50_000) + " end";
      values.addWithText("a", "/" + "p".repeat(50_000), enormous, "description", enormous);
      assertThat(values.find("description:end textContent:end")).containsExactly("a");
      assertThat(values.find("ancestorPaths:\"/\"")).containsExactly("a");
      assertThat(values.find("description:\"word word word\"")).containsExactly("a");
      assertThat(values.find("description:\"end word\"")).isEmpty();
    }
  }

  @Test
  void manyValuesAndManyFieldsAreIndexedToo() {
    try (Library values = Library.on(search, directory)) {
      List<String> tags = IntStream.range(0, 3_000).mapToObj(i -> "tag" + i).toList();
      Object[] custom =
          IntStream.range(0, 1_200)
              .boxed()
              .flatMap(i -> List.<Object>of("cf_field" + i, "value" + i).stream())
              .toArray();
      values.add("a", "/a", "tags", tags).add("b", "/b", custom);
      values.index.settle();
      assertThat(values.find("tags:tag0 tags:tag2999 -tags:tag3000")).containsExactly("a");
      assertThat(values.find("cf_field1199:value1199")).containsExactly("b");
      assertThat(values.find("cf_field1198:value1199")).isEmpty();
      assertThat(values.find("value700")).containsExactly("b");
    }
  }
}
