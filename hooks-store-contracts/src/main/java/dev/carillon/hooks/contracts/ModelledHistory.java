package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Does by chance what administrators, receivers and time do, to a store and to its model alike. */
final class ModelledHistory {

  private static final SnapshotReader TEXTS =
      (type, bytes) -> new TextSnapshot(new String(bytes, StandardCharsets.UTF_8));
  private static final int MANY = 100_000;

  final StoreModel model = new StoreModel();
  private final SuccessionFixture fixture;
  private final Random random;
  private final List<Webhook> webhooks = new ArrayList<>();
  private List<Delivery> onTheWire = new ArrayList<>();
  private List<Delivery> redeliveredOnTheWire = new ArrayList<>();

  ModelledHistory(SuccessionFixture fixture, long seed) {
    this.fixture = fixture;
    this.random = new Random(seed);
    webhook("first", List.of(), StoreFixture.CREATED);
    webhook("both", List.of(), StoreFixture.CREATED, StoreFixture.REMOVED);
    webhook("other", List.of("name"), StoreFixture.CREATED, StoreFixture.REMOVED);
  }

  private void webhook(String name, List<String> fields, EventType... types) {
    Webhook webhook =
        Webhook.of(
            name,
            "https://example.org/" + name,
            new Webhook.Subscription(
                List.of(types), List.of(), EventFilter.ALL, new Projection(fields, List.of())),
            now());
    fixture.webhooks().add(webhook);
    webhooks.add(webhook);
    model.webhooks.put(webhook.id(), webhook);
  }

  /** One more thing happens; what it was. */
  String step() {
    int dice = random.nextInt(100);
    if (dice < 34) {
      return settle();
    }
    if (dice < 52) {
      return record();
    }
    return dice < 76 ? result() : rare(dice);
  }

  private String rare(int dice) {
    return switch (dice) {
      case 76, 77, 78, 79 -> cancelPending();
      case 80, 81, 82, 83, 84 -> turn();
      case 85, 86, 87, 88, 89 -> recover();
      case 90, 91, 92 -> purge();
      case 93, 94 -> restart();
      case 95 -> removeOne();
      case 96, 97 -> tidy();
      default -> wait(Duration.ofMillis(random.nextInt(90_000_000)));
    };
  }

  private String wait(Duration time) {
    fixture.clock().advance(time);
    return "wait " + time;
  }

  private String record() {
    EventType type = random.nextInt(3) == 0 ? StoreFixture.REMOVED : StoreFixture.CREATED;
    String subject = "subject " + random.nextInt(3);
    Event event = Event.of(type, subject, now(), new TextSnapshot("of " + subject));
    Receipt receipt = fixture.store().record(event);
    DeliveryFilter.About about = new DeliveryFilter.About(List.of(), "", receipt.event().value());
    DeliveryFilter ofEvent =
        new DeliveryFilter(
            Set.of(), Set.of(), about, DeliveryFilter.Ending.ANY, DeliveryFilter.Span.ALWAYS, "");
    List<Entry> entries = fixture.store().log().page(ofEvent, Cursor.OLDEST, 10).entries();
    List<Webhook> wanting =
        webhooks.stream()
            .filter(one -> !model.removed(one.id()))
            .filter(one -> one.subscription().eventTypes().contains(type))
            .toList();
    assertThat(entries)
        .extracting(entry -> entry.delivery().webhook())
        .containsExactlyElementsOf(wanting.stream().map(Webhook::id).toList());
    for (int i = 0; i < wanting.size(); i++) {
      recorded(event, entries.get(i).delivery(), wanting.get(i));
    }
    assertThat(receipt.due())
        .isEqualTo(
            model.all().stream()
                .filter(one -> one.event.equals(event) && one.pending())
                .map(ModelledDelivery::due)
                .toList());
    return "record";
  }

  private void recorded(Event event, Delivery delivery, Webhook to) {
    boolean sent = model.enabled(to.id());
    DeliveryState state = sent ? new DeliveryState.Pending(now()) : new DeliveryState.Missed(now());
    assertThat(delivery.state()).isEqualTo(state);
    Payload payload =
        sent
            ? event.snapshot().render(event, to.subscription().projection())
            : Payload.of(new byte[0]);
    model.add(new ModelledDelivery(event, delivery, payload));
  }

  private String settle() {
    List<Settlement> batch = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      attempted(batch);
    }
    fixture.settlements().settle(batch);
    model.settle(batch);
    return batch.stream()
        .map(
            one ->
                one.before().id()
                    + (one.attempt().redelivery() ? " redelivery " : " attempt ")
                    + one.attempt().number()
                    + " to "
                    + one.next().name())
        .collect(Collectors.joining(", ", "settle [", "]"));
  }

  /** Some of them end, some stay on the wire, and some are told twice. */
  private void attempted(List<Settlement> batch) {
    one(model.all().stream().filter(ModelledDelivery::pending).toList())
        .ifPresent(due -> onTheWire.add(due.now));
    one(model.all().stream().filter(ModelledDelivery::redelivering).toList())
        .ifPresent(due -> redeliveredOnTheWire.add(due.now));
    boolean redelivery = random.nextInt(4) == 0;
    one(redelivery ? redeliveredOnTheWire : onTheWire)
        .ifPresent(before -> batch.add(settlement(before, redelivery)));
  }

  private Settlement settlement(Delivery before, boolean redelivery) {
    Outcome outcome = outcome();
    Attempt attempt =
        new Attempt(
            before.attempts() + 1,
            now().minusMillis(random.nextInt(900)),
            Duration.ofMillis(1 + random.nextInt(9_000)),
            outcome,
            Timings.NONE,
            AttemptTarget.NONE,
            redelivery,
            false);
    DeliveryState failed =
        random.nextBoolean()
            ? new DeliveryState.Pending(now().plusSeconds(random.nextInt(9)))
            : new DeliveryState.Exhausted(now());
    DeliveryState notMoved = redelivery ? before.state() : failed;
    boolean disables = !outcome.success() && random.nextInt(12) == 0;
    return new Settlement(
        before,
        attempt,
        outcome.success() ? new DeliveryState.Delivered(now()) : notMoved,
        WebhookHealth.NONE,
        disables
            ? Optional.of(
                new WebhookState.Disabled(now(), WebhookState.Reason.FAILURES, "too many"))
            : Optional.empty());
  }

  private Outcome outcome() {
    ReceiverResponse told =
        new ReceiverResponse(0, List.of(), "answer " + random.nextInt(5), 8, random.nextBoolean());
    return switch (random.nextInt(5)) {
      case 0 -> new Outcome.Rejected(with(503, told));
      case 1 -> new Outcome.Rejected(with(404, told));
      case 2 -> new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, "no listener there");
      case 3 -> new Outcome.Accepted(with(204, told));
      default -> new Outcome.Accepted(with(200, told));
    };
  }

  private static ReceiverResponse with(int status, ReceiverResponse told) {
    return new ReceiverResponse(status, told.headers(), told.body(), told.bodyBytes(), told.cut());
  }

  private String result() {
    Optional<ModelledDelivery> chosen = one(model.all());
    if (chosen.isEmpty()) {
      return "no delivery to act on";
    }
    ModelledDelivery delivery = chosen.get();
    Delivery.Id id = delivery.now.id();
    return switch (random.nextInt(4)) {
      case 0 -> {
        assertThat(fixture.deliveryActions().cancel(id, now()))
            .isEqualTo(model.cancel(delivery, now()));
        yield "cancel " + id;
      }
      case 1 -> {
        assertThat(fixture.deliveryActions().retryNow(id))
            .isEqualTo(model.retryNow(delivery, now()));
        yield "retry now " + id;
      }
      case 2 -> redeliver(delivery);
      default -> {
        assertThat(fixture.deliveryActions().redeliver(id)).isEqualTo(model.redeliver(delivery));
        yield "redelivery " + id;
      }
    };
  }

  private String redeliver(ModelledDelivery delivery) {
    Webhook to = webhooks.get(random.nextInt(webhooks.size()));
    Optional<Delivery> made = fixture.deliveryActions().redeliver(delivery.now.id(), to, TEXTS);
    assertThat(made.isPresent()).isEqualTo(model.enabled(to.id()));
    if (made.isPresent()) {
      Event event = delivery.event;
      assertThat(made.get().state()).isEqualTo(new DeliveryState.Pending(now()));
      model.add(
          new ModelledDelivery(
              event, made.get(), event.snapshot().render(event, to.subscription().projection())));
    }
    return "redeliver " + delivery.now.id() + " to " + to.name();
  }

  private String cancelPending() {
    Webhook webhook = webhooks.get(random.nextInt(webhooks.size()));
    assertThat(fixture.deliveryActions().cancelPending(webhook.id(), now()))
        .isEqualTo(model.cancelPending(webhook.id(), now()));
    return "cancel all of " + webhook.name();
  }

  private String turn() {
    Webhook webhook = webhooks.get(random.nextInt(webhooks.size()));
    boolean on = !model.enabled(webhook.id());
    WebhookState state =
        on
            ? new WebhookState.Enabled()
            : new WebhookState.Disabled(now(), WebhookState.Reason.MANUAL, "");
    fixture.webhooks().change(webhook.id(), it -> it.in(state));
    model.turn(webhook.id(), on);
    return "turn " + webhook.name() + (on ? " on" : " off");
  }

  private String recover() {
    Webhook webhook = webhooks.get(random.nextInt(webhooks.size()));
    if (!model.enabled(webhook.id())) {
      return "nothing to recover";
    }
    if (random.nextInt(3) == 0) {
      Instant since = now().minusSeconds(random.nextInt(90_000));
      int limit = 1 + random.nextInt(5);
      assertThat(fixture.deliveryActions().recover(webhook, since, TEXTS, limit))
          .isEqualTo(model.recover(webhook, since, now(), limit));
      return "recover some of " + webhook.name();
    }
    assertThat(fixture.deliveryActions().recover(webhook, Instant.EPOCH, TEXTS, MANY))
        .isEqualTo(model.recover(webhook, Instant.EPOCH, now(), MANY));
    return "recover all of " + webhook.name();
  }

  private String purge() {
    Instant before = now().minusSeconds(random.nextInt(60_000));
    assertThat(fixture.retention().purge(before, MANY).deliveries())
        .isEqualTo(model.purge(before, now()));
    return "purge before " + before;
  }

  /** What a store does in its own time changes nothing that can be read. */
  private String tidy() {
    fixture.tidy();
    return "tidy";
  }

  /** What was on the wire is forgotten: whether it arrived is not known. */
  private String restart() {
    fixture.succeed();
    onTheWire = new ArrayList<>();
    redeliveredOnTheWire = new ArrayList<>();
    return "restart";
  }

  private String removeOne() {
    Webhook webhook = webhooks.getFirst();
    if (!model.removed(webhook.id())) {
      fixture.webhooks().remove(webhook.id());
      model.remove(webhook.id(), now());
    }
    return "remove " + webhook.name();
  }

  /** One of these, by chance. */
  <T> Optional<T> one(List<T> some) {
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
  }

  /** A filter that asks for one thing or for several at once. */
  DeliveryFilter filter() {
    boolean broad = random.nextInt(3) > 0;
    Webhook webhook = webhooks.get(random.nextInt(webhooks.size()));
    List<String> ended = List.of("delivered", "exhausted", "cancelled", "missed");
    List<DeliveryFilter.Codes> codes =
        asked(broad) ? List.of(new DeliveryFilter.Codes(200, 404)) : List.of();
    Set<ErrorClass> errors = asked(broad) ? Set.of(ErrorClass.HTTP_5XX) : Set.of();
    return new DeliveryFilter(
        asked(broad) ? Set.of("pending", ended.get(random.nextInt(4))) : Set.of(),
        asked(broad) ? Set.of(webhook.id()) : Set.of(),
        new DeliveryFilter.About(
            asked(broad) ? List.of("*_create") : List.of(),
            asked(broad) ? "subject " + random.nextInt(3) : "",
            ""),
        new DeliveryFilter.Ending(codes, codes.isEmpty() ? errors : Set.of()),
        asked(broad)
            ? new DeliveryFilter.Span(now().minusSeconds(100_000), now().minusSeconds(5_000))
            : DeliveryFilter.Span.ALWAYS,
        asked(broad) ? "ANSWER " + random.nextInt(5) : "");
  }

  private boolean asked(boolean broad) {
    return random.nextInt(broad ? 6 : 2) == 0;
  }

  Webhook anyWebhook() {
    return webhooks.get(random.nextInt(webhooks.size()));
  }

  Instant now() {
    return fixture.clock().instant();
  }

  /** The pending ones of a webhook in the order of their sequences. */
  List<DueDelivery> inSequence(Webhook webhook) {
    return model.of(webhook.id(), ModelledDelivery::pending).stream()
        .map(ModelledDelivery::due)
        .toList();
  }
}
