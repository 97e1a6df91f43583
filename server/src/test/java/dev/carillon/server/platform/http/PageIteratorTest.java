package dev.carillon.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageIteratorTest {

  private final List<Integer> asked = new ArrayList<>();

  @Test
  void pagesAreReadWhenTheyAreAskedFor() {
    var all = PageIterator.of(keys(5), 2, this::odd);
    assertThat(asked).isEmpty();
    assertThat(all.next()).isEqualTo(1);
    assertThat(asked).containsExactly(2);
    assertThat(all).toIterable().containsExactly(3);
    assertThat(asked).containsExactly(2, 2, 1);
  }

  @Test
  void aPageThatIsTooLargeIsReadInHalves() {
    var all =
        new PageIterator<Integer, Integer>(
            keys(10),
            8,
            page -> {
              asked.add(page.size());
              return page.size() > 3 ? Optional.empty() : Optional.of(page);
            });
    assertThat(all).toIterable().containsExactlyElementsOf(keys(10));
    assertThat(asked).containsExactly(8, 4, 2, 2, 2, 2, 2);
  }

  @Test
  void pagesGrowAgainBehindLargeElements() {
    var all =
        new PageIterator<Integer, Integer>(
            keys(40),
            8,
            page -> {
              asked.add(page.size());
              return page.size() > 1 && page.contains(1) ? Optional.empty() : Optional.of(page);
            });
    assertThat(all).toIterable().containsExactlyElementsOf(keys(40));
    assertThat(asked).containsExactly(8, 4, 2, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 4);
  }

  private List<Integer> odd(List<Integer> page) {
    asked.add(page.size());
    return page.stream().filter(key -> key % 2 == 1).toList();
  }

  private static List<Integer> keys(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
