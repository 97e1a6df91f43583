package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.opensearch.Change.Gone;
import dev.carillon.server.assets.search.opensearch.Change.Present;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.OpenSearchServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One index for all nodes: whose it is, who writes to it, and how a new one takes its place. */
@Tag("long")
class SharedIndexTest {

  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  private final QueryLanguage language =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
  private final String name = OpenSearchServer.newPrefix();
  private final String alias = IndexLayout.alias(name, IndexLayout.of(language.fields()));
  private final OpenSearchClient client =
      new OpenSearchClient(FollowedIndex.at(OpenSearchServer.shared().url(), name));
  private final FollowedIndex.Log log = new FollowedIndex.Log();
  private final FollowedIndex.Alone lease = new FollowedIndex.Alone("this database");
  private final List<FollowedIndex> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(FollowedIndex::close);
    client.close();
  }

  @Test
  void aNewIndexIsBuiltWhileTheOldOneServes() {
    FollowedIndex index = open(lease);
    for (int i = 0; i < 1_200; i++) {
      put("a" + i, "old");
    }
    assertThat(count(index, "status:old")).isEqualTo(1_200);
    String before = served();
    index.close();

    lease.askForRebuild();
    FollowedIndex again = open(lease);
    assertThat(count(again, "status:old")).isEqualTo(1_200);
    put("a0", "new");
    assertThat(count(again, "status:new")).isEqualTo(1);
    Await.until(
        "the new index serves",
        () -> {
          assertThat(count(again, "status:old")).isEqualTo(1_199);
          return !served().equals(before);
        });
    assertThat(count(again, "status:old OR status:new")).isEqualTo(1_200);
    Await.until(
        "the old index is removed",
        Duration.ofSeconds(30),
        () -> indexes().equals(List.of(served())));
  }

  @Test
  void anIndexOfAnotherLayoutIsBuiltAgain() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "status:old")).isEqualTo(1);
    index.close();
    String before = served();
    OpenSearchIndices other = new OpenSearchIndices(client, name, "older", lease);
    other.keep(new IndexCopy(before, alias, 1, 0));

    FollowedIndex again = open(lease);
    Await.until("the new index serves", () -> !served().equals(before));
    assertThat(count(again, "status:old")).isEqualTo(1);
  }

  @Test
  void anIndexOfAnotherDatabaseIsNeitherAskedNorChanged() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "status:old")).isEqualTo(1);
    index.close();

    FollowedIndex other = open(new FollowedIndex.Alone("another database"));
    assertThatThrownBy(() -> count(other, "status:old"))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503))
        .hasMessageContaining("the search index belongs to another server");
    Await.until("it is said", () -> other.engine().trouble().contains("searchIndex"));
    assertThat(indexes()).hasSize(1);
  }

  @Test
  void anIndexWithChangesThatTheDatabaseNeverHadIsBuiltAgain() {
    FollowedIndex index = open(lease);
    put("a", "kept");
    put("b", "kept");
    log.remove("a");
    put("c", "later");
    assertThat(count(index, "")).isEqualTo(2);
    index.close();

    // as a backup has it: before a was removed and c was made
    log.restore(2);
    put("a", "kept");
    log.restore(3);
    FollowedIndex restored = open(lease);
    Await.until("the index is built again", () -> countOrNone(restored, "status:kept") == 2);
    assertThat(count(restored, "status:later")).isZero();
  }

  @Test
  void anIndexThatLacksRemovalsThatAreForgottenIsBuiltAgain() {
    FollowedIndex index = open(lease);
    put("a", "old");
    put("b", "old");
    assertThat(count(index, "")).isEqualTo(2);
    index.close();
    String before = served();

    log.remove("a");
    log.prune();
    put("c", "old");
    FollowedIndex again = open(lease);
    Await.until("the new index serves", () -> !served().equals(before));
    assertThat(count(again, "")).isEqualTo(2);
  }

  @Test
  void theNextWriterGoesOnWhereTheLastOneWas() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    index.close();
    String before = served();
    assertThat(log.kept()).isEqualTo(1);

    put("b", "old");
    FollowedIndex next = open(lease);
    assertThat(count(next, "")).isEqualTo(2);
    assertThat(served()).isEqualTo(before);
  }

  @Test
  void aWriterThatIsLateChangesNothing() {
    FollowedIndex index = open(lease);
    put("a", "new");
    assertThat(count(index, "status:new")).isEqualTo(1);

    Present late = new Present(0, "a", metadata("a", "late"), () -> Optional.of(""));
    write(List.of(late));
    client.call(
        OpenSearchClient.Method.POST, "/" + alias + "/_refresh", null, Duration.ofSeconds(9));
    assertThat(count(index, "status:late")).isZero();
    assertThat(count(index, "status:new")).isEqualTo(1);

    log.remove("a");
    assertThat(count(index, "")).isZero();
    write(List.of(new Present(1, "a", metadata("a", "late"), () -> Optional.of(""))));
    client.call(
        OpenSearchClient.Method.POST, "/" + alias + "/_refresh", null, Duration.ofSeconds(9));
    assertThat(count(index, "")).isZero();
    write(List.of(new Gone(1, "a")));
  }

  @Test
  void twoNewIndexesAreOneBeforeAnythingIsWritten() {
    OpenSearchIndices indices = new OpenSearchIndices(client, name, "this", lease);
    IndexCopy first = indices.create(0);
    IndexCopy second = indices.create(0);
    List<Change> changes = List.of(new Present(1, "a", metadata("a", "new"), Optional::empty));
    assertThatThrownBy(() -> write(changes, first)).isInstanceOf(OpenSearchTrouble.class);

    indices.keep(second.at(1, Long.MAX_VALUE));
    assertThat(indices.find(indices.building()).orElseThrow().copy())
        .isEqualTo(second.at(1, Long.MAX_VALUE));
    assertThat(indexes()).containsExactly(second.name());
    write(changes, second);
  }

  @Test
  void aRefusalOfOneAssetNamesTheIndexAndNotItsAlias() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    byte[] lines =
        "{\"index\": {\"_id\": \"b\"}}\n{\"l:x\": \"no number\"}\n"
            .getBytes(StandardCharsets.UTF_8);
    JsonNode item =
        client
            .bulk("/" + alias + "/_bulk?require_alias=true", lines, Duration.ofSeconds(9))
            .at("/items/0/index");
    assertThat(item.path("status").asInt()).isEqualTo(400);
    assertThat(item.path("_index").asText()).isEqualTo(served());
  }

  @Test
  void withoutTheLeaseNothingIsMadeOrRemovedAndARebuildIsStillAskedFor() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    index.close();
    String before = served();

    lease.askForRebuild();
    lease.lose();
    FollowedIndex again = open(lease);
    OpenSearchIndices indices = new OpenSearchIndices(client, name, "this", lease);
    IndexCopy copy = new IndexCopy(before, alias, 1, 0);
    assertThatThrownBy(() -> indices.create(0)).isInstanceOf(WriterLease.Lost.class);
    assertThatThrownBy(() -> indices.remove(copy)).isInstanceOf(WriterLease.Lost.class);
    assertThatThrownBy(() -> indices.serve(copy)).isInstanceOf(WriterLease.Lost.class);
    assertThatThrownBy(() -> indices.removeOthers(Set.of())).isInstanceOf(WriterLease.Lost.class);
    Await.holds("it is asked for", Duration.ofSeconds(1), lease::rebuildAsked);
    assertThat(indexes()).containsExactly(before);

    lease.keep();
    Await.until("the new index serves", () -> !served().equals(before));
    assertThat(lease.rebuildAsked()).isFalse();
    assertThat(count(again, "status:old")).isEqualTo(1);
  }

  @Test
  void anIndexIsBuiltAgainOnceTheDatabaseHasLostChanges() {
    FollowedIndex index = open(lease);
    put("a", "kept");
    put("b", "kept");
    put("c", "lost");
    assertThat(count(index, "")).isEqualTo(3);

    log.restore(2);
    Await.until("what was lost is not found", () -> countOrNone(index) == 2);
    put("d", "new");
    assertThat(count(index, "")).isEqualTo(3);
    assertThat(count(index, "status:lost")).isZero();
  }

  @Test
  void howFarItIsIsKeptOnceTheDatabaseIsAway() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    put("b", "old");
    assertThat(count(index, "")).isEqualTo(2);
    log.goAway();
    Await.until(
        "it is kept", Duration.ofSeconds(3), () -> state(served()).path("position").asLong() == 2);
  }

  @Test
  void searchesThatWaitForTheIndexAreAllAnswered() throws Exception {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    CountDownLatch reading = new CountDownLatch(1);
    log.put("b", metadata("b", "new"), () -> heldUp(reading));
    List<Long> found = Collections.synchronizedList(new ArrayList<>());
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      callers.add(Thread.startVirtualThread(() -> found.add(countOrNone(index))));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    reading.countDown();
    assertThat(found).hasSize(40).containsOnly(1L);
  }

  private static Optional<String> heldUp(CountDownLatch reading) {
    try {
      reading.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.of("");
  }

  @Test
  void anIndexThatWasDeletedIsBuiltAgain() {
    FollowedIndex index = open(lease);
    put("a", "old");
    assertThat(count(index, "")).isEqualTo(1);
    client.call(OpenSearchClient.Method.DELETE, "/" + served(), null, Duration.ofSeconds(9));

    put("b", "old");
    Await.until("it is there again", () -> countOrNone(index) == 2);
    assertThat(state(served()).path("owner").asText()).isEqualTo(lease.owner());
  }

  private void write(List<Change> changes) {
    write(changes, new IndexCopy(served(), alias, 0, 0));
  }

  private void write(List<Change> changes, IndexCopy copy) {
    var _ = new BulkWriter(client, new OpenSearchDocuments(language), lease, copy).write(changes);
  }

  private FollowedIndex open(WriterLease turn) {
    FollowedIndex index =
        new FollowedIndex(
            FollowedIndex.at(OpenSearchServer.shared().url(), name), language, NOW, log, turn);
    opened.add(index);
    return index;
  }

  private void put(String id, String status) {
    log.put(id, metadata(id, status), Optional.of("words of " + id));
  }

  private static Metadata metadata(String id, String status) {
    return Metadata.of(Map.of("assetPath", "/" + id, "status", status));
  }

  private static long count(FollowedIndex index, String q) {
    return index.search(new SearchRequest(q, 0, 0, List.of())).totalHits();
  }

  private static long countOrNone(FollowedIndex index) {
    return countOrNone(index, "");
  }

  private static long countOrNone(FollowedIndex index, String q) {
    try {
      return count(index, q);
    } catch (Problem unavailable) {
      return 0;
    }
  }

  private String served() {
    return client
        .call(OpenSearchClient.Method.GET, "/_alias/" + alias, null, Duration.ofSeconds(9))
        .fieldNames()
        .next();
  }

  private List<String> indexes() {
    JsonNode all =
        client.call(OpenSearchClient.Method.GET, "/" + name + "*", null, Duration.ofSeconds(9));
    List<String> names = new ArrayList<>();
    all.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode state(String index) {
    return client
        .call(OpenSearchClient.Method.GET, "/" + index + "/_mapping", null, Duration.ofSeconds(9))
        .path(index)
        .path("mappings")
        .path("_meta");
  }
}
