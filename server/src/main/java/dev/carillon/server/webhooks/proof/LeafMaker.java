package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.EndedRecords.Sender;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Settled;
import dev.carillon.hooks.proof.AttemptLeaf;
import dev.carillon.hooks.proof.HashTree;
import dev.carillon.hooks.proof.KeptResponse;
import dev.carillon.hooks.proof.LeafHasher;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes leaves of attempts: from the rows of the log and from the webhook's revision, which it
 * reads once. Used by one thread, for one segment.
 */
final class LeafMaker {

  private static final byte[] NOTHING = {};

  private final Webhooks webhooks;
  private final SettingsHash settings;
  private final HashTree tree = new HashTree();
  private final LeafHasher hasher = new LeafHasher();
  private final Map<Revision, Made> revisions = new HashMap<>();
  private @Nullable Payload hashed;
  private byte[] payloadHash = NOTHING;

  LeafMaker(Webhooks webhooks, SettingsHash settings) {
    this.webhooks = webhooks;
    this.settings = settings;
  }

  /** The leaf of an attempt, with its bytes if they are wanted. */
  Leaf of(Settled settled, boolean whole) {
    Delivery delivery = settled.delivery();
    AttemptLeaf leaf =
        new AttemptLeaf(subject(settled), request(settled), result(settled.attempt()));
    return new Leaf(
        delivery.sequence(),
        settled.attempt().number(),
        delivery.id().value(),
        whole ? leaf.bytes() : NOTHING,
        hasher.of(leaf));
  }

  /** The hash of who sent a first attempt that succeeded, as its leaf has it. */
  byte[] sender(Sender sender) {
    Made made = made(sender.webhook(), sender.revision());
    return hasher.sender(
        sender.webhook().value(),
        made.url(),
        Math.max(0, sender.revision()),
        made.settings(),
        sender.userAgent());
  }

  private static AttemptLeaf.Subject subject(Settled settled) {
    Delivery delivery = settled.delivery();
    return new AttemptLeaf.Subject(
        delivery.id().value(),
        settled.attempt().number(),
        settled.attempt().redelivery(),
        delivery.webhook().value(),
        delivery.event().value(),
        delivery.type().name(),
        delivery.subject(),
        Columns.micros(settled.eventTime()));
  }

  private AttemptLeaf.Request request(Settled settled) {
    AttemptTarget target = settled.attempt().target();
    Made made = made(settled.delivery().webhook(), target.made().revision());
    return new AttemptLeaf.Request(
        Columns.micros(settled.attempt().at()),
        target.url().isEmpty() ? made.url() : target.url(),
        Math.max(0, target.made().revision()),
        made.settings(),
        settled.payload().contentType(),
        target.made().userAgent(),
        hash(settled.payload()));
  }

  private Made made(Webhook.Id webhook, int revision) {
    return revision < 1
        ? Made.UNKNOWN
        : revisions.computeIfAbsent(
            new Revision(webhook, revision),
            key -> {
              Optional<WebhookRevision> found = webhooks.revision(webhook, revision);
              return found
                  .map(one -> new Made(one.url(), settings.of(webhook, one)))
                  .orElse(Made.UNKNOWN);
            });
  }

  /** Deliveries of one event come after each other, and most share its payload. */
  @SuppressWarnings("ReferenceEquality") // an equal one may be hashed once more
  private byte[] hash(Payload payload) {
    if (payload != hashed) {
      payloadHash = tree.hash(payload.bytes());
      hashed = payload;
    }
    return payloadHash;
  }

  private AttemptLeaf.Result result(Attempt attempt) {
    Outcome outcome = attempt.outcome();
    Last last = Last.of(outcome, attempt.duration());
    return switch (outcome) {
      case Outcome.Accepted(ReceiverResponse response) ->
          result(attempt, "accepted", last, "", attempt.fitsRecord() ? NOTHING : hash(response));
      case Outcome.Rejected(ReceiverResponse response) ->
          result(attempt, "rejected", last, "", hash(response));
      case Outcome.NoResponse(var error, String detail) ->
          result(attempt, "unreachable", last, detail, NOTHING);
      case Outcome.Blocked(String detail) -> result(attempt, "blocked", last, detail, NOTHING);
      case Outcome.Acknowledged(String reader) ->
          result(attempt, "acknowledged", last, reader, NOTHING);
    };
  }

  private static AttemptLeaf.Result result(
      Attempt attempt, String outcome, Last last, String detail, byte[] response) {
    return new AttemptLeaf.Result(
        micros(attempt.duration()),
        outcome,
        last.status(),
        last.error(),
        detail,
        attempt.fitsRecord() ? NOTHING : connection(attempt).bytes(),
        response);
  }

  private static AttemptLeaf.Connection connection(Attempt attempt) {
    AttemptTarget.Peer peer = attempt.target().peer();
    Timings timings = attempt.timings();
    Instant until = peer.certificateUntil();
    return new AttemptLeaf.Connection(
        peer.address(),
        peer.tlsProtocol(),
        Columns.micros(until),
        micros(timings.lookUp()),
        micros(timings.connect()),
        micros(timings.tls()),
        micros(timings.firstByte()),
        micros(timings.login()));
  }

  private byte[] hash(ReceiverResponse response) {
    return tree.hash(kept(response).bytes());
  }

  /** A response as proofs have it. */
  static KeptResponse kept(ReceiverResponse response) {
    List<String> headers = new ArrayList<>();
    for (Header header : response.headers()) {
      headers.add(header.name());
      headers.add(header.value());
    }
    return new KeptResponse(
        response.status(), response.body(), response.bodyBytes(), response.cut(), headers);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private record Revision(Webhook.Id webhook, int number) {}

  /** What requests by a revision were made of. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(String url, byte[] settings) {
    static final Made UNKNOWN = new Made("", NOTHING);
  }
}
