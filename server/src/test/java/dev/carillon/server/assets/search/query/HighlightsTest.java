package dev.carillon.server.assets.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Marking words has an end too: hits after it come without marks, and the search succeeds. */
class HighlightsTest {

  private final QueryLanguage language =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
  private final AtomicLong clock = new AtomicLong();

  private Deadline deadline(Duration max) {
    return new Deadline(max, () -> clock.addAndGet(Duration.ofMillis(100).toNanos()));
  }

  @Test
  void hitsAfterTheTimeComeWithoutMarks() {
    Highlights highlights = Highlights.of(language, "b*", deadline(Duration.ofSeconds(2)));
    Metadata metadata = Metadata.of(Map.of("description", "a boat"));
    int marked = 0;
    while (highlights.in(metadata, () -> "").equals("a <b>boat</b>")) {
      marked++;
    }
    assertThat(marked).isBetween(5, 20);
    assertThat(highlights.in(metadata, () -> "")).isEmpty();
  }

  @Test
  void aQueryThatIsDearToUnderstandIsNotUnderstoodForMarks() {
    String q =
        IntStream.range(0, 200).mapToObj(n -> "b" + n + "*").collect(Collectors.joining(" "));
    Highlights highlights = Highlights.of(language, q, deadline(Duration.ofSeconds(1)));
    assertThat(highlights.in(Metadata.of(Map.of("description", "b1")), () -> "")).isEmpty();
  }
}
