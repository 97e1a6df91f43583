package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.http.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters: single assets tested against a query. */
final class QueryFilterTest {

  private final QueryFilters filters = new QueryFilters(Library.language());

  @Test
  void aFilterSaysWhatTheIndexSays(@TempDir Path directory) {
    int found = 0;
    int keyed = 0;
    for (int round = 0; round < 12; round++) {
      RandomQueries random = new RandomQueries(round);
      try (LuceneIndex index = Library.open(directory.resolve("round" + round))) {
        Map<String, Whole> assets = fill(index, random);
        for (int n = 0; n < 250; n++) {
          String q = random.query(3);
          Set<String> hits = new TreeSet<>(index.search(everything(q)).ids());
          assertThat(matching(q, assets)).as("%s over %s", q, assets).isEqualTo(hits);
          keyed += filters.compile(q).requiredTerms().isEmpty() ? 0 : 1;
          found += hits.isEmpty() || hits.size() == assets.size() ? 0 : 1;
        }
      }
    }
    assertThat(found).as("queries that find some assets but not all").isGreaterThan(1_000);
    assertThat(keyed).as("queries that are found by a term").isGreaterThan(1_000);
  }

  private static Map<String, Whole> fill(LuceneIndex index, RandomQueries random) {
    Map<String, Whole> assets = new LinkedHashMap<>();
    for (int sequence = 1; sequence <= 8; sequence++) {
      String id = random.id();
      Whole asset = new Whole(random.metadata(), random.text());
      index.apply(sequence, id, asset.metadata, asset.text);
      assets.put(id, asset);
    }
    return assets;
  }

  private Set<String> matching(String q, Map<String, Whole> assets) {
    QueryFilter filter = filters.compile(q);
    Set<String> matching = new TreeSet<>();
    assets.forEach(
        (id, asset) -> {
          if (filter.matches(id, asset.metadata, () -> asset.text, Library.NOW)) {
            matching.add(id);
            for (Set<String> required : filter.requiredTerms()) {
              if (asset.text.isEmpty() || required.stream().noneMatch(QueryFilters::ofText)) {
                assertThat(filters.terms(id, asset.metadata))
                    .as("found by %s", q)
                    .containsAnyElementsOf(required);
              }
            }
          }
        });
    return matching;
  }

  @Test
  void aFilterIsAsFuzzyAsASearchHoweverManyWordsAreAlike(@TempDir Path directory) {
    try (Library library = Library.lucene(directory)) {
      Map<String, Metadata> assets = new LinkedHashMap<>();
      for (char c = 'a'; c <= 'z'; c++) {
        for (char d = 'a'; d <= 'z'; d = (char) (d + 3)) {
          String id = "id" + c + d;
          assets.put(id, Library.metadata("/a", "title", "bo" + c + d));
          library.add(id, "/a", "title", "bo" + c + d);
        }
      }
      for (String q : List.of("title:boat~2", "boat~1", "boat~2 -title:boat~1")) {
        QueryFilter filter = filters.compile(q);
        assertThat(library.find(q))
            .as(q)
            .hasSizeGreaterThan(q.startsWith("boat~1") ? 9 : 150)
            .containsExactlyInAnyOrderElementsOf(
                assets.entrySet().stream()
                    .filter(e -> filter.matches(e.getKey(), e.getValue(), () -> "", Library.NOW))
                    .map(Map.Entry::getKey)
                    .toList());
      }
    }
  }

  @Test
  void theTextOfAFileIsReadOnlyWhereTheMetadataDoNotDecide() {
    AtomicInteger read = new AtomicInteger();
    Supplier<String> text =
        () -> {
          read.incrementAndGet();
          return "a lighthouse";
        };
    Metadata metadata = Library.metadata("/a", "status", "final", "title", "boat");
    for (String q :
        List.of(
            "boat",
            "status:final",
            "status:draft lighthouse",
            "-lighthouse -boat",
            "boat OR sea")) {
      filters.compile(q).matches("id", metadata, text, Library.NOW);
    }
    assertThat(read).hasValue(0);
    QueryFilter word = filters.compile("lighthouse");
    QueryFilter without = filters.compile("boat -lighthouse");
    QueryFilter any = filters.compile("textContent:*");
    assertThat(word.matches("id", metadata, text, Library.NOW)).isTrue();
    assertThat(without.matches("id", metadata, text, Library.NOW)).isFalse();
    assertThat(any.matches("id", metadata, text, Library.NOW)).isTrue();
    assertThat(read).as("once for all queries about one change").hasValue(1);
  }

  @Test
  void aDayIsMeantInTheTimeZoneThatCountsNow() {
    AtomicReference<ZoneId> zone = new AtomicReference<>(ZoneOffset.UTC);
    QueryFilter filter =
        new QueryFilters(new QueryLanguage(new SmallRegistry(), zone::get))
            .compile("assetCreated:2026-06-15");
    Metadata late =
        Library.metadata(
            "/a", "assetCreated", Instant.parse("2026-06-15T23:30:00Z").toEpochMilli());
    assertThat(filter.matches("id", late, () -> "", Library.NOW)).isTrue();
    zone.set(ZoneId.of("Europe/Amsterdam"));
    assertThat(filter.matches("id", late, () -> "", Library.NOW)).isFalse();
  }

  @Test
  void noTextWhateverGivesAnythingButHitsOrARefusal(@TempDir Path directory) {
    int understood = 0;
    int refused = 0;
    RandomQueries random = new RandomQueries(99);
    try (LuceneIndex index = Library.open(directory)) {
      fill(index, random);
      for (int n = 0; n < 8_000; n++) {
        String q = random.noise();
        try {
          index.search(everything(q));
          understood++;
        } catch (Problem problem) {
          assertThat(problem.status()).as(q).isEqualTo(400);
          refused++;
        } catch (RuntimeException | Error e) {
          throw new AssertionError("query: " + q, e);
        }
        try {
          filters.compile(q).matches("id", random.metadata(), random::text, Library.NOW);
        } catch (IllegalArgumentException e) {
          assertThat(e).as(q).hasMessageNotContaining("null");
        }
      }
    }
    assertThat(understood).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void nowIsTheTimeOfTheEvent() {
    QueryFilter filter = filters.compile("noSuchDay:* OR assetCreated:[NOW-1DAY TO NOW]");
    Metadata metadata = Library.metadata("/a", "assetCreated", Library.NOW.toEpochMilli());
    assertThat(filter.matches("id", metadata, () -> "", Library.NOW)).isTrue();
    assertThat(filter.matches("id", metadata, () -> "", Library.NOW.plusSeconds(86_400))).isTrue();
    assertThat(filter.matches("id", metadata, () -> "", Library.NOW.plusSeconds(86_401))).isFalse();
    assertThat(filter.matches("id", metadata, () -> "", Library.NOW.minusSeconds(1))).isFalse();
    assertThat(filter.unknownFields()).containsExactly("noSuchDay");
    assertThat(filter.text()).isEqualTo("noSuchDay:* OR assetCreated:[NOW-1DAY TO NOW]");
  }

  @Test
  void anIdMayBeginWithAMinus() {
    QueryFilter filter = filters.compile("id:-x");
    assertThat(filter.matches("-x", Metadata.EMPTY, () -> "", Instant.EPOCH)).isTrue();
    assertThat(filter.matches("x", Metadata.EMPTY, () -> "", Instant.EPOCH)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          relatedTo:x                 | 'relatedTo' cannot be used in a filter
          status:a relationType:b     | 'relationType' cannot be used in a filter
          noSuchField:                | too soon
          rating:x                    | must be a number
          assetCreated:[NOW-1EON TO *]| must be a date
          """)
  void aQueryThatCannotFilterIsRefused(String q, String message) {
    assertThatThrownBy(() -> filters.compile(q))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** An asset, with the text of its file. */
  private record Whole(Metadata metadata, String text) {}

  private static SearchRequest everything(String q) {
    return new SearchRequest(q, 0, 100, List.of());
  }
}
