package dev.carillon.server.webhooks.proof;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * {@code /api/deliveries/{id}/proof}, a file that shows an attempt, and {@code
 * /api/deliveries/proofs}: the segments with their roots, and a check of what is stored. Each
 * hashes whole segments, so a node does so for two callers at a time.
 */
public final class ProofsApi {

  private static final int AT_ONCE = 2;
  private static final int RETRY_SECONDS = 2;
  private static final int CHECKED_AT_ONCE = 10;
  private static final int SEGMENT_DIGITS = 18;

  private final DeliveryLog log;
  private final Proofs proofs;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  /** An API over these. */
  public ProofsApi(DeliveryLog log, Proofs proofs) {
    this.log = log;
    this.proofs = proofs;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/deliveries", RouteAccess.SERVER_ADMIN)
        .get("/proofs", this::segments)
        .get("/proofs/check", this::check)
        .get("/{id}/proof", this::proof);
  }

  /** The segments, the newest first. */
  private Response segments(Call call) {
    int limit = Paging.limit(call.params());
    String cursor = call.params().text(Paging.CURSOR).orElse("");
    long before = cursor.isEmpty() ? Long.MAX_VALUE : number(Paging.CURSOR, cursor);
    List<Segment> found = proofs.before(before, limit + 1);
    List<Segment> shown = found.subList(0, Math.min(limit, found.size()));
    return Paging.page(
        shown.stream().map(ProofsApi::json).toList(),
        found.size() > limit ? Long.toString(shown.getLast().number()) : null);
  }

  private static Map<String, Object> json(Segment segment) {
    return Map.of(
        "segment", segment.number(),
        "root", segment.root(),
        "attempts", segment.attempts(),
        "endedFrom", TimeText.text(Columns.instant(segment.from())),
        "endedTo", TimeText.text(Columns.instant(segment.to())),
        "previous", segment.previous(),
        "purged", segment.leaves() == null);
  }

  /** Checks the next segments behind a number. */
  private Response check(Call call) {
    String text = call.params().text("after").orElse("0");
    long after = text.equals("0") ? 0 : number("after", text);
    return Response.json(one(() -> checked(after)));
  }

  private ObjectNode checked(long after) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    List<Segment> segments = proofs.after(after, CHECKED_AT_ONCE);
    boolean more = segments.size() == CHECKED_AT_ONCE;
    List<Difference> differences = proofs.check(after, segments, !more);
    body.put("segments", segments.size());
    body.put("attempts", segments.stream().mapToLong(Segment::attempts).sum());
    body.put("purged", segments.stream().filter(one -> one.leaves() == null).count());
    body.put("intact", differences.isEmpty());
    ArrayNode list = body.putArray("differences");
    for (Difference each : differences) {
      list.addObject()
          .put("segment", each.segment())
          .put("delivery", each.delivery().isEmpty() ? null : each.delivery())
          .put("attempt", each.attempt() == 0 ? null : (Integer) each.attempt())
          .put("kind", each.kind().text())
          .put("says", each.says());
    }
    body.put("next", more ? Long.toString(segments.getLast().number()) : null);
    return body;
  }

  /** A file that shows an attempt of a delivery. */
  private Response proof(Call call) {
    String id = call.variable("id");
    Detail detail =
        (Ids.valid(id) ? log.find(new Delivery.Id(id)) : Optional.<Detail>empty())
            .orElseThrow(() -> Problem.notFound("delivery", id));
    int made = detail.entry().delivery().attempts();
    int number = call.params().number("attempt", made, 1, Integer.MAX_VALUE);
    if (made == 0) {
      throw Problem.conflict("Delivery " + id + " has no attempt yet.");
    }
    if (number > made) {
      throw Problem.badField("attempt", Integer.toString(number), "1 to " + made);
    }
    return Response.json(one(() -> proofs.of(detail, number)));
  }

  private <T> T one(Supplier<T> work) {
    if (!permits.tryAcquire()) {
      throw Problem.tooManyRequests(
          "Two requests about proofs are being worked on; try again.", RETRY_SECONDS);
    }
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }

  private static long number(String key, String text) {
    if (!text.matches("[1-9][0-9]{0," + (SEGMENT_DIGITS - 1) + "}")) {
      throw Problem.badField(key, text, "the number of a segment, such as 12");
    }
    return Long.parseLong(text);
  }
}
