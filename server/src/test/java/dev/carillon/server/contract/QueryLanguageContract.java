package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What may stand in {@code q}. */
@Title("The query language")
final class QueryLanguageContract extends Part {

  private static final String Q = "`q`";

  private int total(String q) {
    return post("/services/search", "q", q).is(200).json().path("totalHits").asInt();
  }

  private void three() {
    asset("a.txt", "title", "red house", "status", "New", "rating", "1");
    asset("b.txt", "title", "red boat", "status", "Final", "rating", "3");
    asset("c.txt", "title", "green boat", "status", "Final", "rating", "5");
  }

  @Row(call = Q, holds = "terms are combined with AND by default", evidence = DOCUMENTS)
  void andByDefault() {
    three();
    assertThat(finds("title:red title:boat")).containsExactly("b.txt");
  }

  @Row(call = Q, holds = "`AND`, `OR`, `NOT`", evidence = DOCUMENTS)
  void words() {
    three();
    assertThat(finds("title:red AND title:boat")).containsExactly("b.txt");
    assertThat(finds("title:house OR title:green")).containsExactly("a.txt", "c.txt");
    assertThat(finds("title:boat NOT title:green")).containsExactly("b.txt");
  }

  @Row(call = Q, holds = "`&&`, `||`, `!`, `+`, `-`", evidence = DOCUMENTS)
  void signs() {
    three();
    assertThat(finds("title:red && title:boat")).containsExactly("b.txt");
    assertThat(finds("title:house || title:green")).containsExactly("a.txt", "c.txt");
    assertThat(finds("title:boat !title:green")).containsExactly("b.txt");
    assertThat(finds("+title:boat -title:green")).containsExactly("b.txt");
  }

  @Row(call = Q, holds = "`\"phrase\"` and `field:term`", evidence = DOCUMENTS)
  void phrasesAndFields() {
    three();
    assertThat(finds("title:\"red boat\"")).containsExactly("b.txt");
    assertThat(finds("title:\"boat red\"")).isEmpty();
    assertThat(finds("status:Final")).containsExactly("b.txt", "c.txt");
  }

  @Row(call = Q, holds = "ranges `[a TO b]`", evidence = DOCUMENTS)
  void ranges() {
    three();
    assertThat(finds("rating:[2 TO 4]")).containsExactly("b.txt");
    assertThat(finds("rating:[3 TO *]")).containsExactly("b.txt", "c.txt");
  }

  @Row(call = Q, holds = "dates: `NOW`, `NOW-1YEAR`, `NOW@DAY-1MONTH`", evidence = DOCUMENTS)
  void dates() {
    String old =
        Instant.now().minus(500, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
    asset("old.txt", "created", old);
    asset("new.txt");
    assertThat(finds("assetCreated:[NOW-1YEAR TO NOW]")).containsExactly("new.txt", "old.txt");
    assertThat(finds("created:[* TO NOW-1YEAR]")).containsExactly("old.txt");
    assertThat(finds("assetCreated:[NOW@DAY-1MONTH TO NOW]")).containsExactly("new.txt", "old.txt");
    assertThat(finds("created:[NOW@DAY-1MONTH TO NOW]")).isEmpty();
  }

  @Row(call = Q, holds = "is case-insensitive", evidence = DOCUMENTS)
  void caseInsensitive() {
    three();
    assertThat(finds("TITLE:x OR title:HOUSE")).containsExactly("a.txt");
    assertThat(finds("status:fINAL")).containsExactly("b.txt", "c.txt");
  }

  @Row(call = Q, holds = "`*` and `?` are wildcards", evidence = DOCUMENTS)
  void wildcards() {
    three();
    assertThat(finds("title:gre*")).containsExactly("c.txt");
    assertThat(finds("title:bo?t")).containsExactly("b.txt", "c.txt");
  }

  @Row(call = Q, holds = "`id:X`; ids may begin with `-`", evidence = CLIENTS)
  void ids() {
    String id = asset("a.txt");
    assertThat(total("id:" + id)).isEqualTo(1);
    assertThat(total("id:-000000000000000000000")).isZero();
    asset("b.txt");
    assertThat(total("+ancestorPaths:\"" + here + "\" +id:-AAAAAAAAAAAAAAAAAAAAA")).isZero();
  }

  @Row(call = Q, holds = "`assetPath:\"…\"` is exact", evidence = DOCUMENTS)
  void assetPath() {
    asset("a.txt");
    asset("a.txt.txt");
    assertThat(total("assetPath:\"" + here + "/a.txt\"")).isEqualTo(1);
    assertThat(total("assetPath:\"" + here + "/a\"")).isZero();
  }

  @Row(
      call = Q,
      holds =
          "`ancestorPaths:\"/x\"` finds assets in the folder and its sub-folders,"
              + " `folderPath:\"/x\"` only direct children",
      evidence = DOCUMENTS)
  void places() {
    asset("a.txt");
    asset("sub/b.txt");
    assertThat(finds("ancestorPaths:\"" + here + "\"")).containsExactly("a.txt", "b.txt");
    assertThat(finds("folderPath:\"" + here + "\"")).containsExactly("a.txt");
  }

  @Row(
      call = Q,
      holds = "`relatedTo:<id> relationTarget:any|child|parent relationType:<type>`",
      evidence = DOCUMENTS)
  void relations() {
    String one = asset("one.txt");
    String two = asset("two.txt");
    String three = asset("three.txt");
    relate("contains", one, two);
    relate("related", one, three);
    assertThat(finds("relatedTo:" + one)).containsExactly("three.txt", "two.txt");
    assertThat(finds("relatedTo:" + one + " relationType:contains")).containsExactly("two.txt");
    assertThat(finds("relatedTo:" + one + " relationTarget:child relationType:contains"))
        .containsExactly("two.txt");
    assertThat(finds("relatedTo:" + one + " relationTarget:parent relationType:contains"))
        .isEmpty();
    assertThat(finds("relatedTo:" + two + " relationTarget:parent")).containsExactly("one.txt");
    assertThat(finds("relatedTo:" + two + " relationTarget:any")).containsExactly("one.txt");
  }

  private void relate(String type, String one, String two) {
    post("/services/createRelation", "relationType", type, "target1Id", one, "target2Id", two)
        .is(200);
  }

  @Row(
      call = Q,
      holds = "words without a field search name, description, tags and text",
      evidence = DOCUMENTS)
  void freeWords() {
    asset("kangaroo.txt");
    asset("b.txt", "description", "a kangaroo jumps");
    asset("c.txt", "tags", "kangaroo");
    file("d.txt", "text about a kangaroo".getBytes(UTF_8));
    asset("e.txt");
    assertThat(finds("kangaroo")).containsExactly("b.txt", "c.txt", "d.txt", "kangaroo.txt");
  }

  @Row(
      call = Q,
      holds =
          "a part of a file name, cut at punctuation, finds the file: `1362-120996073` finds"
              + " `foo-1362-120996073.txt`",
      evidence = CLIENTS)
  void partsOfNames() {
    asset("foo-1362-120996073.txt");
    for (String q : List.of("1362-120996073", "foo-1362", "120996073", "foo")) {
      assertThat(finds(q)).as(q).containsExactly("foo-1362-120996073.txt");
    }
  }

  @Row(
      call = Q,
      holds = "a bare path with spaces and slashes finds that asset, or all under that folder",
      evidence = CLIENTS)
  void barePaths() {
    asset("two words/a b.txt");
    asset("two words/c.txt");
    assertThat(total(here + "/two words/a b.txt")).isEqualTo(1);
    assertThat(total(here + "/two words")).isEqualTo(2);
  }

  @Row(call = Q, holds = "pages end at 10,000 results", evidence = DOCUMENTS)
  void tenThousand() {
    asset("a.txt");
    TestResponse reply = post("/services/search", "q", "", "start", "10000", "num", "10");
    assertThat(reply.status() == 400 || reply.json().path("hits").isEmpty())
        .as(reply.text())
        .isTrue();
  }
}
