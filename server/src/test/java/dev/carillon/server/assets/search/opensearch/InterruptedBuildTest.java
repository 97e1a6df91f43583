package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.OpenSearchServer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An index that takes several steps to build, from a log that has forgotten removals. */
@Tag("long")
class InterruptedBuildTest {

  private static final int ASSETS = 1_800;
  private static final int PAGE = 500;

  private final QueryLanguage language =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
  private final String name = OpenSearchServer.newPrefix();
  private final OpenSearchClient client =
      new OpenSearchClient(FollowedIndex.at(OpenSearchServer.shared().url(), name));
  private final FollowedIndex.Log log = new FollowedIndex.Log();
  private final FollowedIndex.Alone lease = new FollowedIndex.Alone("this database");
  private final AtomicLong searchable = new AtomicLong(-1);
  private final OpenSearchIndices indices =
      new OpenSearchIndices(client, name, IndexLayout.of(language.fields()), lease);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void goesOnAfterAnInterruption() {
    fill();
    LogFollower interrupted = follower();
    assertThat(interrupted.step()).as("there is more to build").isTrue();
    interrupted.keepPositions();
    List<String> begun = indexes();

    LogFollower next = follower();
    assertThat(next.step()).isTrue();
    next.keepPositions();
    assertThat(indexes()).hasSize(1).isEqualTo(begun);
    assertThat(indices.find(indices.building()).orElseThrow().copy().position())
        .isEqualTo(2 * PAGE);
    LogFollower last = follower();
    Await.until("it is built", () -> !last.step());
    assertThat(indexes()).isEqualTo(begun);
    assertThat(searchable).hasValue(log.reach().last());
  }

  @Test
  void beginsAgainOnceTheLogHasForgottenMore() {
    fill();
    LogFollower interrupted = follower();
    assertThat(interrupted.step()).isTrue();
    interrupted.keepPositions();
    List<String> begun = indexes();
    log.remove("a1");
    log.prune();

    LogFollower next = follower();
    Await.until("it is built", () -> !next.step());
    assertThat(indexes()).hasSize(1).isNotEqualTo(begun);
  }

  @Test
  void searchesDoNotHoldUpTheBuildOfAnIndexThatWasDeleted() {
    fill();
    try (FollowedIndex index = open()) {
      index.settle();
      assertThat(countOrNone(index)).isEqualTo(ASSETS);
      indexes().forEach(this::delete);
      AtomicBoolean building = new AtomicBoolean();
      Await.until(
          "it is built again",
          () -> {
            building.compareAndSet(false, index.engine().building());
            return countOrNone(index) == ASSETS;
          });
      assertThat(building).as("said to be built meanwhile").isTrue();
    }
  }

  @Test
  void anIndexThatWasDeletedIsMissedWithoutSearches() {
    log.put("a", metadata("a"), Optional.of(""));
    try (FollowedIndex index = open()) {
      index.settle();
      indexes().forEach(this::delete);
      Await.until("it is made again", Duration.ofSeconds(30), () -> !indexes().isEmpty());
    }
  }

  @Test
  void theLeaseIsGivenBackWhereTheIndexCannotBeWrittenAtTheEnd() {
    try (FollowedIndex index = open()) {
      log.put("a", metadata("a"), Optional.of(""));
      index.settle();
      log.put("b", metadata("b"), Optional.of(""));
      index.settle();
      indexes().forEach(this::delete);
    }
    assertThat(lease.released()).isTrue();
  }

  private void fill() {
    for (int i = 0; i < ASSETS; i++) {
      log.put("a" + i, metadata("a" + i), Optional.of(""));
    }
    log.put("gone", metadata("gone"), Optional.of(""));
    log.remove("gone");
    log.prune();
  }

  private static Metadata metadata(String id) {
    return Metadata.of(Map.of("assetPath", "/" + id));
  }

  private LogFollower follower() {
    return new LogFollower(
        client, indices, new OpenSearchDocuments(language), log, searchable::set);
  }

  private FollowedIndex open() {
    return new FollowedIndex(
        FollowedIndex.at(OpenSearchServer.shared().url(), name),
        language,
        Instant.EPOCH,
        log,
        lease);
  }

  private static long countOrNone(FollowedIndex index) {
    try {
      return index.search(new SearchRequest("", 0, 0, List.of())).totalHits();
    } catch (Problem unavailable) {
      return 0;
    }
  }

  private List<String> indexes() {
    List<String> names = new ArrayList<>();
    client
        .call(Method.GET, "/" + name + "-*", null, Duration.ofSeconds(9))
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private void delete(String index) {
    client.call(Method.DELETE, "/" + index, null, Duration.ofSeconds(9));
  }
}
