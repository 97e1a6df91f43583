package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.RelatedAssets;
import dev.carillon.server.platform.http.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches that take too long, by a clock that goes on by a millisecond each time it is looked at:
 * how far a search gets does not depend on the machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchDeadlineTest {

  private static final int ASSETS = 3_000;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong tick = new AtomicLong();
  private Duration limit = Duration.ofMillis(100);
  private LuceneIndex index;

  @BeforeAll
  void fill(@TempDir Path directory) {
    index =
        LuceneIndex.open(
            directory,
            Library.language(),
            new HitSearch(
                Library.language(),
                this::related,
                () -> Library.NOW,
                () -> new Deadline(limit, () -> clock.addAndGet(tick.get()))),
            Duration.ofHours(1));
    for (int n = 1; n <= ASSETS; n++) {
      index.apply(
          n,
          "id" + n,
          Library.metadata("/a/" + n, "title", word(n), "description", "d" + word(n), "rating", n),
          n % 3 == 0 ? "text of " + word(2 * n) : "");
    }
  }

  private List<String> related(RelatedAssets.Related related) {
    clock.addAndGet(2 * tick.get());
    return List.of("id1");
  }

  private static String word(int n) {
    return "w" + Integer.toString(n * 7919, 36) + "z";
  }

  @AfterAll
  void close() {
    index.close();
  }

  private SearchResult search(String q, String... facets) {
    List<Facet> counted = new ArrayList<>();
    for (String facet : facets) {
      counted.add(new Facet(facet, List.of()));
    }
    return index.search(new SearchRequest(q, 0, 10, List.of(), counted));
  }

  private void within(Duration given, Duration passing) {
    limit = given;
    tick.set(passing.toNanos());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *w*z                           | the term '*w*z'
          title:?*a*                     | the term '?*a*'
          status:x OR description:*9*z   | the term '*9*z'
          w*7*z AND rating:1             | the term 'w*7*z'
          textContent:*q*q*              | the term '*q*q*'
          description:dw*z               | the term 'dw*z'
          """)
  void aPatternThatTakesTooLongIsGivenUpAndNamed(String q, String part) {
    within(Duration.ofMillis(20), Duration.ofMillis(1));
    assertThatThrownBy(() -> search(q))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(400))
        .hasMessageContaining(
            "stopped after more than 0.02 s of work, of which " + part + " took 0.");
    within(Duration.ofSeconds(2), Duration.ZERO);
    assertThat(search(q).totalHits()).isBetween(0L, (long) ASSETS);
  }

  @Test
  void manyTermsThatAreEachQuickAreGivenUpTogether() {
    within(Duration.ofMillis(500), Duration.ofMillis(1));
    String q =
        IntStream.range(0, 300).mapToObj(n -> "wa" + n + "*b*").collect(Collectors.joining(" OR "));
    assertThatThrownBy(() -> search(q)).hasMessageContaining("stopped after more than 0.50 s");
  }

  @Test
  void facetsAndTheHitsThemselvesCountToo() {
    within(Duration.ofMillis(3), Duration.ofMillis(1));
    assertThatThrownBy(() -> search("title:[a TO z] description:[a TO z]"))
        .hasMessageContaining("finding, counting and sorting the hits took");
    within(Duration.ofSeconds(2), Duration.ZERO);
    assertThat(search("rating:[1 TO *]", "title").facets()).containsKey("title");
    // a single facet cannot be interrupted: the next one is not begun
    within(Duration.ofMillis(900), Duration.ofMillis(70));
    assertThatThrownBy(() -> search("id:id1", "title", "description", "name", "filename", "tags"))
        .hasMessageContaining("stopped after more than 0.90 s");
  }

  @Test
  void relationsCountToo() {
    within(Duration.ofMillis(20), Duration.ofMillis(1));
    String q =
        IntStream.range(0, 30).mapToObj(n -> "relatedTo:x").collect(Collectors.joining(" OR "));
    assertThatThrownBy(() -> search(q)).hasMessageContaining("what is related to 'x'");
  }

  @Test
  void aMachineThatStandsStillForSecondsMakesNoSearchTooCostly() {
    within(Duration.ofSeconds(2), Duration.ZERO);
    AtomicLong jumping = new AtomicLong();
    AtomicLong looks = new AtomicLong();
    Deadline deadline =
        new Deadline(
            Duration.ofSeconds(2),
            () ->
                looks.incrementAndGet() == 5
                    ? jumping.addAndGet(Duration.ofSeconds(30).toNanos())
                    : jumping.addAndGet(1_000));
    for (int look = 0; look < 100; look++) {
      deadline.check();
    }
    assertThat(looks).hasValueGreaterThan(5);
    jumping.set(Duration.ofMinutes(1).toNanos());
    for (int look = 0; look < 2; look++) {
      deadline.check();
      jumping.addAndGet(Duration.ofMillis(499).toNanos());
    }
    deadline.check();
    jumping.addAndGet(Duration.ofMillis(600).toNanos());
    assertThatThrownBy(deadline::check).hasMessageContaining("stopped after more than 2 s");
  }

  @Test
  void onlyTwentyTermsAreComparedWithEveryWord() {
    within(Duration.ofSeconds(2), Duration.ZERO);
    String twenty =
        IntStream.range(0, 20)
            .mapToObj(
                n -> n % 3 == 0 ? "title:*x" + n : n % 3 == 1 ? "?x" + n + "*" : "x" + n + "~")
            .collect(Collectors.joining(" OR "));
    assertThat(search(twenty + " OR w* OR title:* OR *").totalHits()).isEqualTo(ASSETS);
    for (String more : List.of("*y*", "title:?y", "wording~1")) {
      assertThatThrownBy(() -> search(twenty + " OR " + more))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("at most 20 terms of a query may begin with * or ?, or end with ~")
          .hasMessageContaining("'" + more.replaceAll("title:|1", "") + "'");
    }
    assertThatThrownBy(() -> search("x".repeat(101) + "~"))
        .hasMessageContaining("at most 100 characters")
        .hasMessageContaining("has 101");
    assertThat(search("x".repeat(100) + "~").totalHits()).isZero();
  }

  /** A field without values to count tells what all the rest takes. */
  @ParameterizedTest
  @ValueSource(strings = {"title", "rating"})
  void aFieldWithManyValuesIsNotCountedToTheEndWhereTheTimeIsUsedUp(String field) {
    within(Duration.ofSeconds(2), Duration.ofMillis(1));
    long before = clock.get();
    assertThat(search("", "id").facets().get("id")).isEmpty();
    long rest = clock.get() - before;
    assertThat(search("", field).facets().get(field)).hasSize(1_000);
    within(Duration.ofNanos(rest), Duration.ofMillis(1));
    assertThatThrownBy(() -> search("", field))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("The search was stopped after");
    within(Duration.ofSeconds(2), Duration.ZERO);
  }
}
