package dev.carillon.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.field.Metadata;
import dev.carillon.server.http.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        Map<String, Metadata> assets = fill(index, random);
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

  private static Map<String, Metadata> fill(LuceneIndex index, RandomQueries random) {
    Map<String, Metadata> assets = new LinkedHashMap<>();
    for (int sequence = 1; sequence <= 8; sequence++) {
      String id = random.id();
      Metadata metadata = random.metadata();
      index.apply(sequence, id, metadata, metadata.text("textContent"));
      assets.put(id, metadata);
    }
    return assets;
  }

  private Set<String> matching(String q, Map<String, Metadata> assets) {
    QueryFilter filter = filters.compile(q);
    Set<String> matching = new TreeSet<>();
    assets.forEach(
        (id, metadata) -> {
          if (filter.matches(id, metadata, Library.NOW)) {
            matching.add(id);
            filter
                .requiredTerms()
                .forEach(
                    required ->
                        assertThat(filters.terms(id, metadata))
                            .as("found by %s", q)
                            .containsAnyElementsOf(required));
          }
        });
    return matching;
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
          filters.compile(q).matches(random.metadata(), Library.NOW);
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
    QueryFilter filter = filters.compile("dueDate:* OR assetCreated:[NOW-1DAY TO NOW]");
    Metadata metadata = Library.metadata("/a", "assetCreated", Library.NOW.toEpochMilli());
    assertThat(filter.matches(metadata, Library.NOW)).isTrue();
    assertThat(filter.matches(metadata, Library.NOW.plusSeconds(86_400))).isTrue();
    assertThat(filter.matches(metadata, Library.NOW.plusSeconds(86_401))).isFalse();
    assertThat(filter.matches(metadata, Library.NOW.minusSeconds(1))).isFalse();
    assertThat(filter.unknownFields()).containsExactly("dueDate");
    assertThat(filter.text()).isEqualTo("dueDate:* OR assetCreated:[NOW-1DAY TO NOW]");
  }

  @Test
  void anAssetsIdComesFromItsMetadataWhereItIsNotGiven() {
    QueryFilter filter = filters.compile("id:-x");
    assertThat(filter.matches(Metadata.of(Map.of("id", "-x")), Instant.EPOCH)).isTrue();
    assertThat(filter.matches(Metadata.EMPTY, Instant.EPOCH)).isFalse();
    assertThat(filter.matches("-x", Metadata.EMPTY, Instant.EPOCH)).isTrue();
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

  private static SearchRequest everything(String q) {
    return new SearchRequest(q, 0, 100, List.of());
  }
}
