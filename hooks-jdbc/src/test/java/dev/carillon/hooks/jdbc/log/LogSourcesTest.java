package dev.carillon.hooks.jdbc.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreFixture;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.sqlite.OpenStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.StateCodes;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
  private static final EventType RARE = new EventType("asset_update");
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
          Webhook.of(name, "https://e", Webhook.Subscription.to(type, RARE), clock.instant());
      opened.store().webhooks().add(webhook);
      webhooks.add(webhook);
    }
    for (int i = 0; i < 60; i++) {
      EventType type = i % 7 == 0 ? RARE : TYPE;
      String subject = "s" + i % 3;
      Event event = Event.of(type, subject, clock.instant(), new TextSnapshot("of " + subject));
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
      case 2 -> settle(delivery, random.nextBoolean() ? 404 : 0);
      case 3 -> {
        settle(delivery, 200);
        repairs.redeliver(delivery.id());
      }
      case 4 -> repairs.redeliver(delivery.id(), webhooks.getLast(), StoreFixture.TEXTS);
      case 5 -> settle(delivery, 201);
      default -> settle(delivery, 200);
    }
  }

  private void settle(Delivery delivery, int status) {
    Attempt attempt =
        status == 0
            ? new Attempt(
                1,
                clock.instant(),
                Duration.ofMillis(3),
                new Outcome.NoResponse(ErrorClass.CONNECT_REFUSED, "no"))
            : TestSettlements.attempt(1, status, clock.instant());
    opened.store().settlements().settle(List.of(TestSettlements.ended(delivery, attempt)));
  }

  @Test
  void theWalkHasEverythingHoweverSmallItsSteps() {
    assertThat(all()).hasSizeGreaterThan(120);
    check(EventWalk.all(), one -> true);
  }

  @Test
  void aPartHasNoMoreThanIsAskedForHoweverManyAnEventHas() {
    EventType many = new EventType("asset_checkout");
    for (int i = 0; i < 15; i++) {
      Webhook.Subscription to = Webhook.Subscription.to(many);
      opened.store().webhooks().add(Webhook.of("more", "https://e", to, clock.instant()));
    }
    Event event = Event.of(many, "s", clock.instant(), new TextSnapshot("of all"));
    opened.database().write(connection -> opened.store().outbox().append(connection, event));
    check(EventWalk.all(), one -> true);
    for (int size : new int[] {1, 2, 3}) {
      for (LogSource source :
          List.of(
              EventWalk.all(),
              stream(Set.of(), ALL, Ending.ANY),
              stream(keys(), Set.of(0), Ending.ANY))) {
        for (boolean newestFirst : new boolean[] {true, false}) {
          NumberRange all = new NumberRange(newestFirst, -1, Long.MAX_VALUE);
          assertThat(source.open(all, size).deliveries()).hasSizeLessThanOrEqualTo(size);
          // as many as are asked for of what is open, of records, and of rows of each webhook
          assertThat(part(source, all, size).deliveries()).hasSizeBetween(1, 4 * size);
        }
      }
    }
  }

  @Test
  void deliveriesOfWebhooksComeFromMemoryBlocksAndRowsInOneOrder() {
    Set<Long> keys = keys();
    check(stream(keys, ALL, Ending.ANY), one -> true);
    check(stream(Set.of(), ALL, Ending.ANY), one -> true);
    for (int state : ALL) {
      check(stream(Set.of(), Set.of(state), Ending.ANY), in(state), in(state));
    }
    for (long key : keys) {
      check(stream(Set.of(key), ALL, Ending.ANY), of(key));
      for (int state : ALL) {
        check(stream(Set.of(key), Set.of(state), Ending.ANY), of(key).and(in(state)), in(state));
      }
    }
  }

  @Test
  void howTheLastAttemptEndedIsKnownWithoutIt() {
    for (Codes codes :
        List.of(new Codes(200, 200), new Codes(200, 299), new Codes(201, 599), new Codes(1, 199))) {
      for (Set<Long> some : List.of(Set.<Long>of(), keys())) {
        check(
            stream(some, ALL, new Ending(List.of(codes), Set.of())),
            one -> codes.from() <= status(one) && status(one) <= codes.to());
      }
    }
    check(
        stream(Set.of(), ALL, new Ending(List.of(), Set.of(ErrorClass.HTTP_4XX))),
        one -> status(one) == 404);
    check(
        stream(Set.of(), ALL, new Ending(List.of(), Set.of(ErrorClass.CONNECT_REFUSED))),
        one -> entry(one).last().error().equals("connect_refused"));
  }

  private int status(StoredDelivery one) {
    return entry(one).last().status();
  }

  private DeliveryLog.Entry entry(StoredDelivery one) {
    return one.entry(new StoredDelivery.WebhookName(webhooks.getFirst().id(), "any", false));
  }

  private StreamSource stream(Set<Long> webhooks, Set<Integer> states, Ending last) {
    return new StreamSource(
        opened.context(), new OpenElsewhere(opened.context()), webhooks, states, last);
  }

  @Test
  void whatDidNotGoWellIsFoundWhateverItsWebhook() {
    check(stream(Set.of(), Set.of(2, 3, 4), Ending.ANY), in(2).or(in(3)).or(in(4)));
  }

  @Test
  void eventsOfASubjectHaveTheirLateDeliveriesToo() {
    for (String subject : List.of("s0", "s1", "s2", "none")) {
      About about = new About(List.of(), subject, "");
      Predicate<StoredDelivery> wanted = one -> one.event().subject().equals(subject);
      assertThat(all().stream().anyMatch(wanted)).isEqualTo(!subject.equals("none"));
      check(chosen(about), wanted);
      check(manyOf(subject), wanted);
    }
  }

  @Test
  void eventsOfATypeHaveTheirLateDeliveriesToo() {
    for (String type : List.of("asset_create", "asset_*", "asset_update*", "none")) {
      Predicate<StoredDelivery> wanted = one -> one.event().type().isOneOf(List.of(type));
      check(chosen(new About(List.of(type), "", "")), wanted);
      // as of types that have too many events to be listed
      check(LogSources.ofTypes(List.of(type)), wanted);
    }
  }

  /** As of a subject with more events than are listed. */
  private LogSource manyOf(String subject) {
    return LogSources.ofMany(subject);
  }

  private LogSource chosen(About about) {
    DeliveryFilter filter =
        new DeliveryFilter(Set.of(), Set.of(), about, Ending.ANY, Span.ALWAYS, "");
    return opened
        .database()
        .read(
            connection ->
                new LogSources(opened.context(), new OpenElsewhere(opened.context()))
                    .choose(connection, filter));
  }

  @Test
  void whoOpensNoStoreSeesTheSameDeliveries() throws SQLException {
    var log = opened.store().log();
    var expected = log.page(DeliveryFilter.ALL, Cursor.OLDEST, 1_000).entries();
    assertThat(expected).hasSizeGreaterThan(120);
    String url = "jdbc:sqlite:" + folder.resolve("store.db");
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      var inspector = new DeliveryInspector(new SqliteDialect(), connection);
      for (int size : new int[] {1, 2, 3, 7, 1_000}) {
        assertThat(inspected(inspector, size))
            .as("by %d", size)
            .extracting(DeliveryInspector.Inspected::entry)
            .isEqualTo(expected);
      }
      var all = inspector.behind(-1, 1_000);
      assertThat(all.more()).isFalse();
      assertThat(all.end()).isEqualTo(expected.getLast().delivery().sequence());
      assertThat(inspector.behind(all.end(), 1_000).end()).isEqualTo(all.end());
      assertThat(inspected(inspector, 100))
          .extracting(DeliveryInspector.Inspected::place)
          .contains(DeliveryInspector.Place.values());
      for (DeliveryLog.Entry entry : expected) {
        var id = entry.delivery().id();
        var found = inspector.find(id).orElseThrow();
        assertThat(found.delivery().entry()).isEqualTo(entry);
        assertThat(found.payload().bytes()).isEqualTo(log.find(id).orElseThrow().payload().bytes());
        assertThat(found.attempts())
            .usingRecursiveComparison()
            .isEqualTo(opened.store().attempts().of(id));
      }
      assertThat(inspector.find(Delivery.Id.random())).isEmpty();
    }
  }

  private static List<DeliveryInspector.Inspected> inspected(DeliveryInspector inspector, int size)
      throws SQLException {
    DeliveryInspector.Part part = inspector.behind(-1, size);
    List<DeliveryInspector.Inspected> all = new ArrayList<>(part.deliveries());
    while (part.more()) {
      part = inspector.behind(part.end(), size);
      all.addAll(part.deliveries());
    }
    return all;
  }

  private static Predicate<StoredDelivery> of(long webhook) {
    return one -> one.webhook() == webhook;
  }

  private static Predicate<StoredDelivery> in(int state) {
    return one -> one.state().name().equals(StateCodes.NAMES.get(state));
  }

  private Set<Long> keys() {
    return opened
        .database()
        .read(
            connection -> {
              Set<Long> keys = new HashSet<>();
              for (Webhook webhook : webhooks) {
                keys.add(WebhookCache.key(connection, webhook.id()));
              }
              return keys;
            });
  }

  private List<StoredDelivery> all() {
    return read(EventWalk.all(), false, 100_000);
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
      List<StoredDelivery> oldest = read(source, false, size);
      assertThat(numbers(oldest.stream().filter(looked).toList()))
          .as("%s by %d", source, size)
          .isEqualTo(expected);
      List<StoredDelivery> newest = read(source, true, size);
      assertThat(numbers(newest.stream().filter(looked).toList()))
          .as("%s by %d", source, size)
          .isEqualTo(expected.stream().sorted(Comparator.reverseOrder()).toList());
    }
  }

  private static List<Long> numbers(List<StoredDelivery> deliveries) {
    return deliveries.stream().map(StoredDelivery::sequence).toList();
  }

  private List<StoredDelivery> read(LogSource source, boolean newestFirst, int size) {
    List<StoredDelivery> all = new ArrayList<>();
    NumberRange reach = new NumberRange(newestFirst, -1, Long.MAX_VALUE);
    boolean more = true;
    for (int steps = 0; more; steps++) {
      assertThat(steps).as("it ends").isLessThan(10_000);
      LogSource.Part part = part(source, reach, size);
      all.addAll(part.deliveries());
      reach = reach.behind(part.end());
      more = part.more();
    }
    return all;
  }

  private LogSource.Part part(LogSource source, NumberRange reach, int size) {
    LogSource.Opened open = source.open(reach, size);
    return opened
        .database()
        .read(
            connection ->
                source.next(
                    DeliveryReader.atOneMoment(opened.context(), connection), reach, open, size));
  }
}
