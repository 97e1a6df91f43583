package dev.carillon.server.webhooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SigningKeys;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.OpenDatabase;
import dev.carillon.server.webhooks.deliverylog.RebuiltRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A store without an engine, whose attempts a test settles and hashes when it wants. */
final class ProofWorld implements AutoCloseable {

  static final byte[] KEY = "a key of thirty-two bytes, or so".getBytes(UTF_8);

  private static final EventType CREATED = new EventType("asset_create");

  private final OpenDatabase open;
  private final AuditLog audit;
  private Duration ahead = Duration.ZERO;

  /** On a database, as an option of {@code serve}; empty = embedded. */
  ProofWorld(Path home, String database) throws IOException {
    StoreConfig config =
        database.isEmpty()
            ? new StoreConfig.Embedded(home.resolve("data").resolve("carillon.db"))
            : new StoreConfig.Postgres(database, "", "", false);
    open =
        OpenDatabase.open(
            config,
            Embedder.of(
                AesSecretCipher.open(home.resolve("secret.key")), EventFilterReader.TYPES_ONLY),
            UnaryOperator.identity(),
            opened -> {});
    audit =
        new AuditLog(
            open.audit(),
            AuditLog.Keeping.of(home, () -> 365, open.clock()),
            (route, method) -> "");
    store()
        .webhooks()
        .add(
            Webhook.of(
                "shop",
                "https://shop.example.com/hook",
                Webhook.Subscription.to(CREATED),
                open.clock().instant()));
    // from now on what ends is hashed
    sealer("one").look();
  }

  Store store() {
    return open.store();
  }

  Database database() {
    return open.database();
  }

  AuditLog audit() {
    return audit;
  }

  /** By the clock that goes ahead. */
  Instant now() {
    return open.clock().instant().plus(ahead).truncatedTo(ChronoUnit.MICROS);
  }

  /** Records events of one webhook each. */
  List<Delivery> record(String... payloads) {
    List<Delivery> recorded = new ArrayList<>();
    for (String payload : payloads) {
      Event event = Event.of(CREATED, "subject", now(), new TextSnapshot(payload));
      database()
          .write(connection -> store().outbox().append(connection, event))
          .due()
          .forEach(one -> recorded.add(one.delivery()));
    }
    return recorded;
  }

  /** Settles the first attempts of some deliveries, all with success. */
  void deliver(List<Delivery> deliveries) {
    store()
        .settlements()
        .settle(
            deliveries.stream()
                .map(one -> settlement(one, attempt(1, new Outcome.Accepted(ok()), ""), true))
                .toList());
  }

  /** The first attempt of a delivery fails with a response, the second succeeds. */
  void retry(Delivery delivery) {
    settle(
        delivery,
        attempt(
            1,
            new Outcome.Rejected(
                new ReceiverResponse(503, List.of(new Header("Server", "x")), "down", 4, false)),
            "https://shop.example.com/hook"),
        false);
    settle(
        delivery.attempted(new DeliveryState.Pending(now())),
        attempt(2, new Outcome.Accepted(ok()), "https://shop.example.com/hook"),
        true);
  }

  /** A delivery has so many attempts; whatever the last came to, the delivery has ended. */
  void settle(Delivery delivery, GeneratedAttempts generated, int attempts) {
    Delivery before = delivery;
    for (int number = 1; number <= attempts; number++) {
      settle(before, generated.attempt(number, now()), number == attempts);
      before = before.attempted(new DeliveryState.Pending(now()));
    }
  }

  /** The only attempt of a delivery reaches nobody. */
  void fail(Delivery delivery) {
    settle(
        delivery,
        attempt(
            1,
            new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, "refused"),
            "https://shop.example.com/hook"),
        true);
  }

  private void settle(Delivery before, Attempt attempt, boolean ends) {
    store().settlements().settle(List.of(settlement(before, attempt, ends)));
  }

  /** One more attempt of a delivery that has ended, which fails. */
  void redeliver(Delivery.Id id) {
    redeliver(id, "");
  }

  /** The same, with a body in the response. */
  void redeliver(Delivery.Id id, String body) {
    var _ = store().deliveryActions().redeliver(id);
    Delivery before = store().log().find(id).orElseThrow().entry().delivery();
    Attempt attempt =
        new Attempt(
            before.attempts() + 1,
            now(),
            Duration.ofMillis(3),
            new Outcome.Rejected(new ReceiverResponse(500, List.of(), body, body.length(), false)),
            Timings.NONE,
            contact(""),
            true,
            false);
    store()
        .settlements()
        .settle(
            List.of(
                new Settlement(
                    before,
                    attempt,
                    before.state(),
                    WebhookHealth.NONE.afterSuccess(now()),
                    Optional.empty())));
  }

  private Settlement settlement(Delivery before, Attempt attempt, boolean ends) {
    Instant now = now();
    DeliveryState next =
        !ends
            ? new DeliveryState.Pending(now.plusSeconds(1))
            : attempt.outcome().success()
                ? new DeliveryState.Delivered(now)
                : new DeliveryState.Exhausted(now);
    return new Settlement(
        before, attempt, next, WebhookHealth.NONE.afterSuccess(now), Optional.empty());
  }

  private Attempt attempt(int number, Outcome outcome, String url) {
    return new Attempt(
        number, now(), Duration.ofMillis(10), outcome, Timings.NONE, contact(url), false, false);
  }

  private static AttemptTarget contact(String url) {
    return new AttemptTarget(
        url, new AttemptTarget.Made(1, "Carillon/1"), AttemptTarget.Peer.at("192.0.2.7:443"));
  }

  private static ReceiverResponse ok() {
    return ReceiverResponse.of(204);
  }

  /** The clock goes so far ahead of the store's. */
  void ahead(Duration more) {
    ahead = ahead.plus(more);
  }

  /** What hashes attempts on a node with this name. */
  ProofSealer sealer(String node) {
    return sealer(node, () -> true);
  }

  /** The same, where the property may be off. */
  ProofSealer sealer(String node, BooleanSupplier wanted) {
    return new ProofSealer(database(), store().webhooks(), KEY, audit, this::now, wanted, node);
  }

  /** Retention removes all that ended before a time. */
  void purge(Instant before) {
    store().retention().tidy();
    while (store().retention().purge(before, 1_000).more()) {
      // in steps
    }
  }

  /** All that has ended is hashed; the newest segment. */
  Segment seal() {
    ahead(Duration.ofMinutes(3));
    try (ProofSealer sealer = sealer("one")) {
      sealer.look();
    }
    return segments().getLast();
  }

  List<Segment> segments() {
    return proofs().after(0, 1_000);
  }

  Proofs proofs() {
    return proofs(() -> true);
  }

  /** The same, where the property may be off. */
  Proofs proofs(BooleanSupplier wanted) {
    return new Proofs(
        database(),
        store().webhooks(),
        KEY,
        audit,
        new RebuiltRequests(store().webhooks(), "Carillon/1", SigningKeys.NONE),
        wanted);
  }

  /** All that a check finds. */
  List<Difference> differences() {
    return proofs().check(0, segments(), true);
  }

  /** Changes the database as a person does who has got hold of it; how many rows. */
  int spoil(String sql, Object... values) {
    return database().write(connection -> Sql.update(connection, sql, values));
  }

  @Override
  public void close() throws IOException {
    audit.close();
    store().lease().release();
    database().close();
    try {
      open.pool().close();
    } catch (Exception failed) {
      throw new IOException(failed);
    }
  }
}
