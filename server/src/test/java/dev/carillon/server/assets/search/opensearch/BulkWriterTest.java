package dev.carillon.server.assets.search.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.opensearch.Change.Gone;
import dev.carillon.server.assets.search.opensearch.Change.Present;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of a response to many changes, and when they are not sent. */
class BulkWriterTest {

  private static final QueryLanguage LANGUAGE =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
  private static final IndexCopy COPY = new IndexCopy("assets-1", "assets-new", 0, 0);
  private static final Change CHANGE = new Gone(1, "a");

  private final FollowedIndex.Alone lease = new FollowedIndex.Alone("this database");
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer listener;
  private OpenSearchClient client;
  private volatile String item = written("assets-1", 200, "");

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          byte[] bytes = item.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    listener.start();
    String url = "http://127.0.0.1:" + listener.getAddress().getPort();
    client = new OpenSearchClient(FollowedIndex.at(url, "assets"));
  }

  @AfterEach
  void close() {
    client.close();
    listener.stop(0);
  }

  @Test
  void anAssetThatTheIndexRefusesIsLeftOut() {
    item = written("assets-1", 400, "it cannot be parsed");
    assertThatCode(() -> write(CHANGE)).doesNotThrowAnyException();
  }

  @Test
  void anAliasThatCannotBeWrittenToRefusesNoAsset() {
    item = written("assets-new", 400, "no write index is defined for alias [assets-new]");
    assertThatThrownBy(() -> write(CHANGE))
        .isInstanceOf(OpenSearchTrouble.class)
        .hasMessageContaining("no write index");
  }

  @Test
  void whatIsWrittenToAnotherIndexIsNotWritten() {
    item = written("assets-2", 200, "");
    assertThatThrownBy(() -> write(CHANGE))
        .isInstanceOf(OpenSearchTrouble.class)
        .hasMessageContaining("assets-2");
  }

  @Test
  void aMissingShardIsNamedInTheSameWordsForEachBatch() {
    String shard = "[assets-1][1] primary shard is not active";
    item = written("assets-1", 503, shard + " Timeout: [5s], request: [with 17 requests]");
    assertThatThrownBy(() -> write(CHANGE))
        .isInstanceOf(OpenSearchTrouble.class)
        .hasMessage("OpenSearch does not write to the search index (" + shard + ")");
  }

  @Test
  void nothingIsSentWithoutTheLease() {
    lease.lose();
    assertThatThrownBy(() -> write(CHANGE)).isInstanceOf(WriterLease.Lost.class);
    assertThat(requests).hasValue(0);
  }

  @Test
  void theLeaseIsRenewedWhileWordsAreRead() {
    Duration slow = Duration.ofMillis(2_100);
    write(
        new Present(1, "a", Metadata.of(Map.of()), () -> words(slow)),
        new Present(2, "b", Metadata.of(Map.of()), () -> words(Duration.ZERO)));
    assertThat(lease.renewals()).as("once between, once before it is sent").isEqualTo(2);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aRequestHasAsMuchAsItMay() {
    String large = "word ".repeat(2 << 20);
    Present first = new Present(1, "a", Metadata.of(Map.of()), () -> Optional.of(large));
    Present second = new Present(2, "b", Metadata.of(Map.of()), Optional::empty);
    BulkWriter writer = new BulkWriter(client, new OpenSearchDocuments(LANGUAGE), lease, COPY);
    assertThat(writer.write(List.of(first, second))).isEqualTo(1);
    assertThat(writer.unread()).as("the second one is not read yet").isEqualTo(Long.MAX_VALUE);
    assertThat(requests).hasValue(1);
  }

  private static Optional<String> words(Duration after) {
    Await.pause(after.toMillis());
    return Optional.of("");
  }

  private void write(Change... changes) {
    var _ =
        new BulkWriter(client, new OpenSearchDocuments(LANGUAGE), lease, COPY)
            .write(List.of(changes));
  }

  private static String written(String index, int status, String error) {
    String reason = error.isEmpty() ? "" : ", \"error\": {\"reason\": \"%s\"}".formatted(error);
    return """
        {"errors": %s, "items": [{"delete": {"_index": "%s", "_id": "a", "status": %d%s}}]}\
        """
        .formatted(!error.isEmpty(), index, status, reason);
  }
}
