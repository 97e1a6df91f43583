package dev.carillon.server.webhooks.proof;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.SettledAttempts;
import dev.carillon.hooks.proof.HashTree;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.audit.ChainedEntry;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.deliverylog.RebuiltRequests;
import dev.carillon.server.webhooks.deliverylog.ShownRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds the segment of an attempt, and makes the file that shows it. */
public final class Proofs {

  /** The form of the file. */
  static final String FORM = "carillon-proof-1";

  /** So many segments are looked into at first: their times do not overlap. */
  private static final int SEGMENTS_FIRST = 10;

  private static final int SEALED_WITHIN_SECONDS = 60;

  private final Database database;
  private final AuditLog audit;
  private final RebuiltRequests requests;
  private final BooleanSupplier wanted;
  private final SegmentCheck check;

  /**
   * Proofs of what is stored here.
   *
   * @param requestKey the server's
   * @param requests makes requests again
   * @param wanted whether proofs are made
   */
  public Proofs(
      Database database,
      Webhooks webhooks,
      byte[] requestKey,
      AuditLog audit,
      RebuiltRequests requests,
      BooleanSupplier wanted) {
    this.database = database;
    this.audit = audit;
    this.requests = requests;
    this.wanted = wanted;
    this.check = new SegmentCheck(database, webhooks, new SettingsHash(requestKey), audit);
  }

  List<Segment> before(long number, int limit) {
    return database.read(connection -> SegmentRows.before(connection, number, limit));
  }

  List<Segment> after(long number, int limit) {
    return database.read(connection -> SegmentRows.after(connection, number, limit));
  }

  /**
   * What of some segments is not as it was.
   *
   * @param after the number that the first of them has to follow
   * @param last whether there are no more behind them
   */
  List<Difference> check(long after, List<Segment> segments, boolean last) {
    List<Difference> differences = new ArrayList<>();
    long before = after;
    String root = "";
    for (Segment segment : segments) {
      if (segment.number() != before + 1) {
        differences.add(Difference.ofSegment(before + 1, "it was removed"));
      } else if (!root.isEmpty() && !segment.previous().equals(root)) {
        differences.add(
            Difference.ofSegment(
                segment.number(), "it does not name the root of the segment before"));
      }
      before = segment.number();
      root = segment.root();
      differences.addAll(check.differences(segment));
    }
    if (last) {
      check.missingAfter(before).ifPresent(differences::add);
      differences.addAll(check.addedSince(before));
    }
    return differences;
  }

  /** The file that shows an attempt. */
  ObjectNode of(Detail detail, int number) {
    Delivery delivery = detail.entry().delivery();
    Segment segment = segment(delivery, number);
    Attempt attempt = attempt(delivery, number).orElseThrow(() -> differs(segment));
    byte[] list = segment.leaves();
    List<Leaf> leaves =
        (list == null
                ? Optional.<List<Leaf>>empty()
                : check.leaves(segment, SegmentList.read(list), delivery.sequence(), number))
            .orElseThrow(() -> differs(segment));
    int index = index(leaves, delivery.sequence(), attempt.number());
    ObjectNode proof = JsonNodeFactory.instance.objectNode();
    proof.put("form", FORM);
    proof.put("delivery", delivery.id().value());
    proof.put("attempt", attempt.number());
    proof.put("leaf", leaves.get(index).bytes());
    proof.set("request", request(detail, attempt));
    byte[] response = response(attempt);
    proof.put("response", response);
    ObjectNode of = proof.putObject("segment");
    of.put("number", segment.number());
    of.put("index", index);
    of.put("attempts", leaves.size());
    ArrayNode path = of.putArray("path");
    HexFormat hex = HexFormat.of();
    new HashTree()
        .path(leaves.stream().map(Leaf::hash).toList(), index)
        .forEach(hash -> path.add(hex.formatHex(hash)));
    of.put("root", segment.root());
    proof.set("audit", entry(segment));
    return proof;
  }

  /** One attempt: a delivery may have more than fit into memory. */
  private Optional<Attempt> attempt(Delivery delivery, int number) {
    List<Attempt> found = new ArrayList<>();
    new SettledAttempts(database)
        .of(
            List.of(delivery.sequence()),
            settled -> {
              if (settled.attempt().number() == number) {
                found.add(settled.attempt());
              }
            });
    return found.stream().findFirst();
  }

  private static int index(List<Leaf> leaves, long sequence, int attempt) {
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i).sequence() == sequence && leaves.get(i).attempt() == attempt) {
        return i;
      }
    }
    throw new IllegalStateException("attempt " + attempt + " is in no leaf");
  }

  private ObjectNode request(Detail detail, Attempt attempt) {
    ShownRequest shown = requests.of(detail, attempt);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("line", shown.line());
    ArrayNode headers = request.putArray("headers");
    shown
        .headers()
        .forEach(one -> headers.addObject().put("name", one.name()).put("value", one.value()));
    request.put("body", detail.payload().bytes());
    return request;
  }

  /** As it is kept; null where only its status is, or there was none. */
  private static byte @Nullable [] response(Attempt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted(ReceiverResponse response) ->
          attempt.fitsRecord() ? null : LeafMaker.kept(response).bytes();
      case Outcome.Rejected(ReceiverResponse response) -> LeafMaker.kept(response).bytes();
      case Outcome.NoResponse noResponse -> null;
      case Outcome.Blocked blocked -> null;
      case Outcome.Acknowledged acknowledged -> null;
    };
  }

  /** Null where retention has removed it from the audit log, or it is just being written. */
  private @Nullable ObjectNode entry(Segment segment) {
    Optional<ChainedEntry> found =
        audit.chained(ProofSealer.TYPE, Long.toString(segment.number()), ProofSealer.SEALED);
    if (found.isEmpty()) {
      return null;
    }
    ChainedEntry entry = found.get();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", entry.id());
    json.put("atMillis", entry.atMillis());
    json.put("status", entry.status());
    json.put("count", entry.count());
    ArrayNode texts = json.putArray("texts");
    entry.texts().forEach(texts::add);
    json.put("previousHash", entry.previousHash());
    json.put("hash", entry.hash());
    return json;
  }

  private Segment segment(Delivery delivery, int attempt) {
    long sequence = delivery.sequence();
    long ended = DeliveryJson.endedAt(delivery.state()).map(Columns::micros).orElse(0L);
    if (ended == 0) {
      throw Problem.conflict(
          "Delivery "
              + delivery.id()
              + " has not ended yet; its attempts can be proved about two minutes after it has.");
    }
    // asked first: what is hashed after this question is found
    boolean awaited = awaited(delivery, attempt, ended);
    return database.read(c -> SegmentRows.ended(c, sequence, ended, SEGMENTS_FIRST)).stream()
        .filter(one -> one.has(sequence, attempt))
        .findFirst()
        .or(() -> SegmentRows.having(database, sequence, attempt))
        .orElseThrow(() -> awaited ? notYet(delivery, attempt) : none(delivery, attempt));
  }

  /** Whether an attempt is hashed with one of the next segments, unless it is in one already. */
  private boolean awaited(Delivery delivery, int attempt, long ended) {
    long readTo = database.read(SegmentRows::position).readTo();
    return ProofSealer.hashes(delivery, attempt)
        && (new SettledAttempts(database).isLate(delivery.sequence())
            || (wanted.getAsBoolean() && readTo <= ended));
  }

  private static Problem notYet(Delivery delivery, int attempt) {
    return Problem.conflictForNow(
        "NotHashedYet",
        named(delivery, attempt)
            + " is not hashed yet: this takes about two minutes while the cluster property proofs"
            + " is on.",
        SEALED_WITHIN_SECONDS);
  }

  private static Problem none(Delivery delivery, int attempt) {
    String why =
        ProofSealer.hashes(delivery, attempt)
            ? "it ended while the cluster property proofs was off, or in the two minutes before it"
                + " was turned off, or retention has removed the segment's list."
            : "of a delivery only the last " + ProofSealer.ATTEMPTS_MAX + " attempts are hashed.";
    return Problem.conflict(named(delivery, attempt) + " is in no segment: " + why);
  }

  private static String named(Delivery delivery, int attempt) {
    return "Attempt " + attempt + " of delivery " + delivery.id();
  }

  private static Problem differs(Segment segment) {
    return Problem.conflict(
        "The attempts of segment "
            + segment.number()
            + " are not those that were hashed; GET /api/deliveries/proofs/check?after="
            + (segment.number() - 1)
            + " names them.");
  }
}
