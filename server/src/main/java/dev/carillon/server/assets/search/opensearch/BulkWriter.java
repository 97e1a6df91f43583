package dev.carillon.server.assets.search.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.assets.search.opensearch.Change.Gone;
import dev.carillon.server.assets.search.opensearch.Change.Present;
import dev.carillon.server.platform.http.Json;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Writes changes to an index, many by one request, each with its number as its version: of two
 * writes of one asset the newer one counts, in whatever order they come.
 */
final class BulkWriter {

  private static final System.Logger LOG = System.getLogger(BulkWriter.class.getName());

  private static final Duration RESPONSE_MAX = Duration.ofSeconds(60);

  /**
   * For how long OpenSearch waits for a shard that is missing: shorter than the lease, so that this
   * node renews it and says what is wrong.
   */
  private static final String SHARD_WAIT = "5s";

  /** OpenSearch takes 100 MB. */
  private static final int REQUEST_BYTES = 8 << 20;

  /** Reading the words of many files may take longer than the lease. */
  private static final long RENEWED_EVERY = Duration.ofSeconds(2).toNanos();

  private static final int CONFLICT = 409;
  private static final int BAD_REQUEST = 400;

  private final OpenSearchClient client;
  private final OpenSearchDocuments documents;
  private final WriterLease lease;
  private final IndexCopy copy;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private long unread = Long.MAX_VALUE;
  private long renewedAt = System.nanoTime();

  /** For one page of changes, to this index. */
  BulkWriter(
      OpenSearchClient client, OpenSearchDocuments documents, WriterLease lease, IndexCopy copy) {
    this.client = client;
    this.documents = documents;
    this.lease = lease;
    this.copy = copy;
  }

  /**
   * Writes these, or the first ones, as many as fit into one request.
   *
   * @return how many
   * @throws OpenSearchTrouble where any was not taken and may be taken later
   * @throws WriterLease.Lost where another node writes
   */
  int write(List<Change> changes) {
    int count = 0;
    while (count < changes.size() && lines.size() < REQUEST_BYTES) {
      add(changes.get(count));
      count++;
    }
    if (count > 0) {
      send();
    }
    return count;
  }

  /** The first change whose words could not be read; {@link Long#MAX_VALUE} where all could. */
  long unread() {
    return unread;
  }

  private void add(Change change) {
    ObjectNode target =
        JsonNodeFactory.instance
            .objectNode()
            .put("_id", change.assetId())
            .put("version", change.sequence())
            // the same change comes again once the words of its file can be read
            .put("version_type", "external_gte");
    switch (change) {
      case Gone _ -> line(JsonNodeFactory.instance.objectNode().set("delete", target));
      case Present present -> {
        renewNowAndThen();
        Optional<String> text = present.text().get();
        if (text.isEmpty()) {
          unread = Math.min(unread, present.sequence());
        }
        line(JsonNodeFactory.instance.objectNode().set("index", target));
        line(documents.of(present.assetId(), present.metadata(), text.orElse("")));
      }
    }
  }

  private void renewNowAndThen() {
    if (System.nanoTime() - renewedAt > RENEWED_EVERY) {
      renew();
    }
  }

  private void renew() {
    lease.require();
    renewedAt = System.nanoTime();
  }

  private void line(ObjectNode json) {
    lines.writeBytes(Json.write(json));
    lines.write('\n');
  }

  private void send() {
    // an index that is gone is not made by the way, with a mapping by chance
    String path = "/" + copy.alias() + "/_bulk?require_alias=true&timeout=" + SHARD_WAIT;
    renew();
    JsonNode response = client.bulk(path, lines.toByteArray(), RESPONSE_MAX);
    response.path("items").forEach(item -> item.forEach(this::check));
  }

  private void check(JsonNode written) {
    int status = written.path("status").asInt();
    String reason = written.path("error").path("reason").asText();
    String index = written.path("_index").asText();
    if (!index.equals(copy.name())) {
      // the alias has another index by now, or none, or several of which none can be written to
      throw new OpenSearchTrouble(
          "OpenSearch does not write to the search index",
          reason.isEmpty() ? "'" + index + "' has the alias '" + copy.alias() + "'" : reason);
    }
    if (status == BAD_REQUEST) {
      // it would be refused again and again, and all that comes after it would have to wait
      LOG.log(
          System.Logger.Level.WARNING,
          "Searches do not find the asset {0} as it is now: OpenSearch refuses it: {1}",
          written.path("_id").asText(),
          reason);
    } else if (written.has("error") && status != CONFLICT) {
      throw new OpenSearchTrouble("OpenSearch does not write to the search index", fixed(reason));
    }
  }

  /** The reason without its end, which names what one batch has: each would be logged as new. */
  private static String fixed(String reason) {
    int end = reason.indexOf(" Timeout: [");
    return end < 0 ? reason : reason.substring(0, end);
  }
}
