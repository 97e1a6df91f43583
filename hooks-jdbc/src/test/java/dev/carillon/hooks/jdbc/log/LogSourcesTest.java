package dev.carillon.hooks.jdbc.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Response;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.sqlite.OpenStore;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.EventSubjects;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.StoreFixture;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each source has what it is asked for, once and in order, however small its parts are. */
class LogSourcesTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final Set<Integer> ALL = Set.of(0, 1, 2, 3, 4);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final Random random = new Random(17);
  private final List<Webhook> webhooks = new ArrayList<>();
  private OpenStore opened;

  @BeforeEach
  void fill() {
    opened = OpenStore.in(folder, clock);
    for (String name : List.of("one", "two", "late")) {
      EventType type = name.equals("late") ? new EventType("asset_remove") : TYPE;
      Webhook webhook =
          Webhook.of(name, "https://e", Webhook.Subscription.to(type), clock.instant());
      opened.store().webhooks().add(webhook);
      webhooks.add(webhook);
    }
    for (int i = 0; i < 60; i++) {
      Event event = Event.of(TYPE, "s" + i % 3, clock.instant(), new TextSnapshot("of s" + i % 3));
      var due =
          opened
              .database()
              .write(connection -> opened.store().outbox().append(connection, event))
              .due();
      due.forEach(one -> happen(one.delivery()));
      clock.advance(Duration.ofMinutes(1));
      if (random.nextInt(4) == 0) {
        while (opened.store().retention().tidy()) {
          clock.advance(Duration.ofMillis(1));
        }
      }
    }
  }

  @AfterEach
  void close() {
    opened.database().close();
  }

  private void happen(Delivery delivery) {
    var repairs = opened.store().deliveryActions();
    switch (random.nextInt(7)) {
      case 0 -> {}
      case 1 -> repairs.cancel(delivery.id(), clock.instant());
      case 2 -> settle(delivery, 404);
      case 3 -> {
        settle(delivery, 200);
        repairs.redeliver(delivery.id());
      }
      case 4 -> repairs.redeliver(delivery.id(), webhooks.getLast(), StoreFixture.TEXTS);
      default -> settle(delivery, 200);
    }
  }

  private void settle(Delivery delivery, int status) {
    Response response = Response.of(status);
    boolean success = response.success();
    Outcome outcome = success ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
    DeliveryState next =
        success
            ? new DeliveryState.Delivered(clock.instant())
            : new DeliveryState.Exhausted(clock.instant());
    Attempt attempt = new Attempt(1, clock.instant(), Duration.ofMillis(3), outcome);
    opened
        .store()
        .settlements()
        .settle(
            List.of(new Settlement(delivery, attempt, next, WebhookHealth.NONE, Optional.empty())));
  }

  @Test
  void theWalkHasEverythingHoweverSmallItsSteps() {
    assertThat(all()).hasSizeGreaterThan(120);
    check(new EventWalk(), one -> true);
  }

  @Test
  void deliveriesOfWebhooksComeFromMemoryBlocksAndRowsInOneOrder() {
    List<Long> keys = keys();
    check(new StreamSource(opened.context().open(), keys, ALL), one -> true);
    for (long key : keys) {
      check(new StreamSource(opened.context().open(), List.of(key), ALL), of(key));
      for (int state : ALL) {
        Predicate<StoredDelivery> wanted = of(key).and(in(state));
        check(
            new StreamSource(opened.context().open(), List.of(key), Set.of(state)),
            wanted,
            in(state));
      }
    }
  }

  @Test
  void whatDidNotGoWellIsFoundWhateverItsWebhook() {
    var source = new StreamSource(opened.context().open(), List.of(), Set.of(2, 3, 4));
    check(source, in(2).or(in(3)).or(in(4)));
  }

  @Test
  void eventsOfASubjectHaveTheirLateDeliveriesToo() {
    for (String subject : List.of("s0", "s1", "s2", "none")) {
      List<Long> events =
          opened
              .database()
              .read(
                  connection ->
                      EventSubjects.of(connection, opened.context(), subject, -1, Long.MAX_VALUE)
                          .list(connection, Sql.NUMBER));
      List<Long> sorted = events.stream().sorted().toList();
      assertThat(sorted).hasSize(subject.equals("none") ? 0 : 20);
      check(new EventsSource(sorted), one -> one.event().subject().equals(subject));
    }
  }

  private static Predicate<StoredDelivery> of(long webhook) {
    return one -> one.webhook() == webhook;
  }

  private static Predicate<StoredDelivery> in(int state) {
    return one -> one.state().name().equals(StateCodes.NAMES.get(state));
  }

  private List<Long> keys() {
    return opened
        .database()
        .read(
            connection -> {
              List<Long> keys = new ArrayList<>();
              for (Webhook webhook : webhooks) {
                keys.add(WebhookCache.key(connection, webhook.id()));
              }
              return keys;
            });
  }

  private List<StoredDelivery> all() {
    return read(new EventWalk(), Cursor.OLDEST, 100_000);
  }

  private void check(LogSource source, Predicate<StoredDelivery> wanted) {
    check(source, wanted, one -> true);
  }

  /**
   * Compares with what a walk in one step finds.
   *
   * @param looked what of the source's is looked at: it may have more than is asked for
   */
  private void check(
      LogSource source, Predicate<StoredDelivery> wanted, Predicate<StoredDelivery> looked) {
    List<Long> expected = numbers(all().stream().filter(wanted).toList());
    for (int size : new int[] {1, 2, 3, 7, 1_000}) {
      List<StoredDelivery> oldest = read(source, Cursor.OLDEST, size);
      assertThat(numbers(oldest.stream().filter(looked).toList()))
          .as("%s by %d", source, size)
          .isEqualTo(expected);
      List<StoredDelivery> newest = read(source, Cursor.NEWEST, size);
      assertThat(numbers(newest.stream().filter(looked).toList()))
          .as("%s by %d", source, size)
          .isEqualTo(expected.stream().sorted(Comparator.reverseOrder()).toList());
    }
  }

  private static List<Long> numbers(List<StoredDelivery> deliveries) {
    return deliveries.stream().map(StoredDelivery::sequence).toList();
  }

  private List<StoredDelivery> read(LogSource source, Cursor start, int size) {
    List<StoredDelivery> all = new ArrayList<>();
    Cursor from = start;
    boolean more = true;
    for (int steps = 0; more; steps++) {
      assertThat(steps).as("it ends").isLessThan(10_000);
      Cursor at = from;
      var open = source.open(at, size);
      LogSource.Part part =
          opened
              .database()
              .read(
                  connection ->
                      source.next(
                          DeliveryReader.atOneMoment(opened.context(), connection),
                          at,
                          open,
                          size));
      all.addAll(part.deliveries());
      from = part.end();
      more = part.more();
    }
    return all;
  }
}
