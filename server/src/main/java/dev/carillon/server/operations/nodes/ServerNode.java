package dev.carillon.server.operations.nodes;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node as the list shows it.
 *
 * @param epoch the number of this start of it
 * @param self what it is; empty texts where it never said so
 * @param leaseUntil by the database's clock; null: for as long as it runs
 * @param seenAt when it last reported; null: never
 * @param backlog how many pending deliveries that have a row are its own, counted up to a maximum
 */
record ServerNode(
    long epoch,
    Self self,
    NodeState state,
    @Nullable Instant leaseUntil,
    @Nullable Instant seenAt,
    NodeReport report,
    long backlog) {

  /** The node as the API answers it; {@code own} is the epoch of the one that answers. */
  Map<String, @Nullable Object> json(long own) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", Long.toString(epoch));
    json.put("name", self.name());
    json.put("address", self.address());
    json.put("version", self.version());
    json.put("state", state.text());
    json.put("answering", epoch == own);
    json.put("startedAt", text(self.startedAt()));
    json.put("leaseUntil", text(leaseUntil));
    json.put("seenAt", text(seenAt));
    json.put("backlog", backlog);
    json.put("inFlight", report.inFlight());
    json.put("indexBehind", report.indexBehind());
    json.put("clockAheadMs", report.clockAhead().toMillis());
    return json;
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  /**
   * What does not change while a node runs.
   *
   * @param name its machine and process
   * @param address where it listens, as a URL
   * @param version of the program
   * @param schemaNumber of the tables that it works with; 0: it never said
   * @param startedAt null: it never said
   */
  record Self(
      String name, String address, String version, int schemaNumber, @Nullable Instant startedAt) {}
}
