package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.OpenSearchServer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes write at the same time, because one stood still while its lease ended: what it writes
 * late is older, and changes nothing.
 */
@Tag("long")
class LateWriterTest {

  private static final QueryLanguage LANGUAGE =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);

  private final String name = OpenSearchServer.newPrefix();
  private final FollowedIndex.Log old = new FollowedIndex.Log();
  private final FollowedIndex.Log now = new FollowedIndex.Log();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch goingOn = new CountDownLatch(1);

  @Test
  void whatComesLateChangesNothing() throws Exception {
    both("a", "first");
    both("b", "first");
    try (FollowedIndex newer = index(now)) {
      assertThat(find(newer, "status:first")).containsExactly("a", "b");
      // the late one has read the log up to here, and stands still before it writes
      old.put("a", metadata("second"), this::standStill);
      old.put("b", metadata("second"), Optional.of(""));
      old.put("c", metadata("second"), Optional.of(""));
      try (FollowedIndex late = index(old)) {
        assertThat(reading.await(1, TimeUnit.MINUTES)).as("it reads").isTrue();
        for (String id : List.of("a", "b", "c")) {
          now.put(id, metadata("second"), Optional.of(""));
        }
        now.put("a", metadata("third"), Optional.of("words"));
        now.remove("b");
        now.remove("c");
        assertThat(find(newer, "")).containsExactly("a");
        goingOn.countDown();
        Await.until("the late one has written", () -> late.engine().searchable() == 5);
        assertThat(find(newer, "")).containsExactly("a");
        assertThat(find(newer, "status:third words")).containsExactly("a");
        assertThat(find(late, "")).containsExactly("a");
      } finally {
        goingOn.countDown();
      }
    }
  }

  private Optional<String> standStill() {
    reading.countDown();
    try {
      goingOn.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.of("");
  }

  private void both(String id, String status) {
    old.put(id, metadata(status), Optional.of(""));
    now.put(id, metadata(status), Optional.of(""));
  }

  private static Metadata metadata(String status) {
    return Metadata.of(Map.of("assetPath", "/x.txt", "folderPath", "/", "status", status));
  }

  /** Each has a lease of its own: neither knows of the other. */
  private FollowedIndex index(FollowedIndex.Log log) {
    return new FollowedIndex(
        FollowedIndex.at(OpenSearchServer.shared().url(), name),
        LANGUAGE,
        Instant.EPOCH,
        log,
        new FollowedIndex.Alone(name));
  }

  private static List<String> find(FollowedIndex index, String q) {
    return index
        .search(new SearchRequest(q, 0, 10, List.of(new SearchRequest.Sort("id", false))))
        .ids();
  }
}
