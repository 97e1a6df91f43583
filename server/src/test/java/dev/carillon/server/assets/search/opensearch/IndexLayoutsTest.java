package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.CustomFields;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.OpenSearchServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of two releases, or with other fields: each asks and writes an index of its own layout. */
@Tag("long")
class IndexLayoutsTest {

  private final String name = OpenSearchServer.newPrefix();
  private final OpenSearchClient client =
      new OpenSearchClient(FollowedIndex.at(OpenSearchServer.shared().url(), name));
  private final FollowedIndex.Log log = new FollowedIndex.Log();
  private final FollowedIndex.Alone oldLease = new FollowedIndex.Alone("this database");
  private final FollowedIndex.Alone newLease = new FollowedIndex.Alone("this database");
  private final AtomicLong searchable = new AtomicLong(-1);
  private final List<FollowedIndex> opened = new ArrayList<>();
  private QueryLanguage oldFields;
  private QueryLanguage newFields;

  @BeforeEach
  void declare(@TempDir Path folder) throws IOException {
    oldFields = declared(folder.resolve("old.csv"), "cf_size, text, one, yes, yes, Size");
    newFields = declared(folder.resolve("new.csv"), "cf_size, number, one, yes, yes, Size");
  }

  private static QueryLanguage declared(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n");
    return new QueryLanguage(CustomFields.open(file), () -> ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    opened.forEach(FollowedIndex::close);
    client.close();
  }

  @Test
  void eachAsksAndWritesItsOwn() {
    bothUsed();
    FollowedIndex before = open(oldFields, oldLease);
    put("a", 9);
    put("b", 10);
    assertThat(ids(before, "cf_size:[1 TO 5]")).as("as text").containsExactly("b");

    FollowedIndex after = open(newFields, newLease);
    after.settle();
    assertThat(ids(after, "cf_size:[1 TO 9]")).as("as numbers").containsExactly("a");
    assertThat(ids(before, "cf_size:[1 TO 5]")).containsExactly("b");
    put("c", 3);
    log.remove("b");
    assertThat(ids(after, "cf_size:[1 TO 9]")).containsExactly("a", "c");
    assertThat(ids(before, "cf_size:[1 TO 5]")).containsExactly("c");
    assertThat(served(oldFields)).isPresent();
    assertThat(served(newFields)).isPresent().isNotEqualTo(served(oldFields));

    String own = served(newFields).orElseThrow();
    indices(newFields, newLease).removeOthers(Set.of(own));
    assertThat(indexes()).as("a node uses the other one").hasSize(2);
    before.close();
    newLease.othersUse();
    indices(newFields, newLease).removeOthers(Set.of(own));
    assertThat(indexes()).containsExactly(own);

    newLease.othersUse(layout(oldFields));
    FollowedIndex again = open(oldFields, oldLease);
    again.settle();
    assertThat(ids(again, "cf_size:[1 TO 5]")).as("built again").containsExactly("c");
  }

  @Test
  void onlyNodesOfANewLayoutWaitForItsIndex() {
    CountDownLatch held = new CountDownLatch(1);
    bothUsed();
    put("a", 9);
    FollowedIndex before = open(oldFields, oldLease);
    assertThat(ids(before, "")).containsExactly("a");
    FollowedIndex.Log slow = new FollowedIndex.Log();
    slow.put("a", metadata(9), () -> heldUp(held));
    FollowedIndex after = open(newFields, newLease, slow);
    Await.until("the new index is begun", () -> indexes().size() == 2);
    assertThat(after.engine().building()).isTrue();
    assertThat(served(newFields)).as("it asks no index of another layout").isEmpty();
    assertThat(before.engine().building()).isFalse();
    assertThat(ids(before, "")).containsExactly("a");
    held.countDown();
    assertThat(ids(after, "")).containsExactly("a");
    assertThat(after.engine().building()).isFalse();
  }

  private static Optional<String> heldUp(CountDownLatch held) {
    try {
      held.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.of("");
  }

  @Test
  void anIndexThatNoNodeUsesAnyMoreServesUntilTheNewOneIsBuilt() {
    bothUsed();
    AtomicBoolean ends = new AtomicBoolean();
    log.put("first", metadata(1), () -> lastOtherNode(ends));
    for (int i = 1; i < 600; i++) {
      put("a" + i, 1);
    }
    LogFollower before = follower(oldFields, oldLease);
    Await.until("it is written", () -> !before.step());
    before.keep();
    String old = served(oldFields).orElseThrow();

    ends.set(true);
    LogFollower after = follower(newFields, newLease);
    assertThat(after.step()).as("there is more to build").isTrue();
    assertThat(served(newFields)).as("it serves meanwhile").contains(old);
    assertThat(served(oldFields)).as("who comes back does not ask what others write").isEmpty();
    assertThat(searchable).hasNegativeValue();
    assertThat(after.step()).isFalse();
    assertThat(searchable).hasValue(600);
    String own = served(newFields).orElseThrow();
    assertThat(own).isNotEqualTo(old);
    indices(newFields, newLease).removeOthers(Set.of(own));
    assertThat(indexes()).containsExactly(own);
  }

  /** The last node of the other layout ends while the new index is built. */
  private Optional<String> lastOtherNode(AtomicBoolean ends) {
    if (ends.get()) {
      newLease.othersUse();
    }
    return Optional.of("");
  }

  private LogFollower follower(QueryLanguage fields, WriterLease lease) {
    searchable.set(-1);
    return new LogFollower(
        client, indices(fields, lease), new OpenSearchDocuments(fields), log, searchable::set);
  }

  @Test
  void oneThatWasAdoptedIsAskedAtOnce() {
    OpenSearchIndices old = indices(oldFields, oldLease);
    IndexCopy copy = old.create(0);
    old.keep(copy.at(3, Long.MAX_VALUE));
    old.serve(copy.at(3, Long.MAX_VALUE));
    OpenSearchIndices now = indices(newFields, newLease);

    newLease.othersUse(layout(oldFields));
    assertThat(now.adopt(9)).as("other nodes use it").isEmpty();
    newLease.othersUse();
    assertThat(now.adopt(2)).as("it has what this database never had").isEmpty();
    assertThat(now.adopt(3).orElseThrow().copy())
        .isEqualTo(new IndexCopy(copy.name(), now.alias(), 3, 0));
    assertThat(now.find(now.alias()).orElseThrow())
        .isEqualTo(
            new OpenSearchIndices.Found(new IndexCopy(copy.name(), now.alias(), 3, 0), false));
    assertThat(old.find(old.alias())).isEmpty();

    newLease.lose();
    assertThatThrownBy(() -> now.adopt(3)).isInstanceOf(WriterLease.Lost.class);
  }

  private OpenSearchIndices indices(QueryLanguage fields, WriterLease lease) {
    return new OpenSearchIndices(client, name, layout(fields), lease);
  }

  private void bothUsed() {
    oldLease.othersUse(layout(newFields));
    newLease.othersUse(layout(oldFields));
  }

  private FollowedIndex open(QueryLanguage fields, WriterLease lease) {
    return open(fields, lease, log);
  }

  private FollowedIndex open(QueryLanguage fields, WriterLease lease, FollowedIndex.Log followed) {
    FollowedIndex index =
        new FollowedIndex(
            FollowedIndex.at(OpenSearchServer.shared().url(), name),
            fields,
            Instant.EPOCH,
            followed,
            lease);
    opened.add(index);
    return index;
  }

  private void put(String id, long size) {
    log.put(id, metadata(size), Optional.of(""));
  }

  private static Metadata metadata(long size) {
    return Metadata.of(Map.of("assetPath", "/x.txt", "folderPath", "/", "cf_size", size));
  }

  private static List<String> ids(FollowedIndex index, String q) {
    return index
        .search(new SearchRequest(q, 0, 10, List.of(new SearchRequest.Sort("id", false))))
        .ids();
  }

  private static String layout(QueryLanguage fields) {
    return IndexLayout.of(fields.fields());
  }

  private Optional<String> served(QueryLanguage fields) {
    String alias = IndexLayout.alias(name, layout(fields));
    return names("/_alias/" + alias).stream().findFirst();
  }

  private List<String> indexes() {
    return names("/" + name + "-*");
  }

  private List<String> names(String path) {
    JsonNode found = client.call(Method.GET, path, null, Duration.ofSeconds(9));
    List<String> names = new ArrayList<>();
    found.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
