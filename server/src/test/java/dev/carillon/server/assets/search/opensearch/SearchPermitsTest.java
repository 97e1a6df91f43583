package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchPermitsTest {

  private static final Optional<Object> SERVER = Optional.empty();
  private static final Optional<Object> GREEDY = Optional.of("greedy");
  private static final Optional<Object> OTHER = Optional.of("other");

  private final SearchPermits permits = new SearchPermits();

  @Test
  void oneCallerGetsOnlyAPart() throws Exception {
    for (int i = 0; i < SearchPermits.EACH; i++) {
      assertThat(permits.take(GREEDY, 0)).isTrue();
    }
    assertThat(permits.take(GREEDY, 0)).isFalse();
    assertThat(permits.take(OTHER, 0)).isTrue();

    permits.release(GREEDY);
    assertThat(permits.take(GREEDY, 0)).isTrue();
    assertThat(permits.take(GREEDY, 0)).isFalse();
  }

  @Test
  void theServerItselfMayHaveAll() throws Exception {
    for (int i = 0; i < SearchPermits.MAX; i++) {
      assertThat(permits.take(SERVER, 0)).isTrue();
    }
    assertThat(permits.take(SERVER, 0)).isFalse();
    assertThat(permits.take(OTHER, 0)).isFalse();

    permits.release(SERVER);
    assertThat(permits.take(OTHER, 0)).isTrue();
  }

  @Test
  void oneThatIsReleasedIsWaitedFor() throws Exception {
    for (int i = 0; i < SearchPermits.EACH; i++) {
      assertThat(permits.take(GREEDY, 0)).isTrue();
    }
    Thread later = Thread.startVirtualThread(() -> permits.release(GREEDY));
    assertThat(permits.take(GREEDY, 60_000)).isTrue();
    later.join();
  }
}
