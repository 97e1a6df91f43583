package dev.carillon.hooks.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.hooks.webhook.EventMerger;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What is held for one webhook or subject keeps no other waiting. */
@OnEachDatabase
class HeldEventsTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();
  @Parameter private TestDatabase kind;
  private Database database;
  private Store store;
  private int merges;
  private boolean broken;

  @BeforeEach
  void openStore(@TempDir Path folder) {
    database = kind.open(folder);
    store =
        kind.store(
            database,
            new Embedder(
                new TestCipher(), SubjectFilter::read, OperationalEventSource.NONE, this::merge),
            clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Optional<EventMerger.Merged> merge(
      List<Journal.Recorded> events, Webhook.Subscription subscription) {
    String subject = requireNonNull(events.getFirst().subject());
    if (subject.equals("busy")) {
      record("busy", "meanwhile " + merges++);
    }
    if (subject.equals("bad") && broken) {
      merges++;
      throw new IllegalStateException("of the test");
    }
    return EventMerger.LAST.merge(events, subscription);
  }

  @Test
  void aSubjectThatChangesWhileItIsMergedKeepsNoOtherWaiting() {
    Webhook webhook = debouncing("one", TYPE);
    record("busy", "one");
    record("busy", "two");
    record("other", "three");
    clock.advance(Duration.ofSeconds(10));
    store.due().collect();
    assertThat(due(webhook)).containsExactlyInAnyOrder("two [][]", "three [][]");
    clock.advance(Duration.ofSeconds(10));
    store.due().collect();
    assertThat(due(webhook))
        .containsExactlyInAnyOrder("two [][]", "three [][]", "meanwhile 0 [][]");
  }

  @Test
  void aWebhookWhoseEventsCannotBeMergedKeepsNoOtherWaiting() {
    broken = true;
    Webhook first = debouncing("first", TYPE);
    EventType other = new EventType("asset_remove");
    Webhook second = debouncing("second", other);
    record("bad", "one");
    record("bad", "two");
    record(other, "good", "three");
    clock.advance(Duration.ofSeconds(10));
    store.due().collect();
    assertThat(due(second)).containsExactly("three [][]");
    store.due().collect();
    assertThat(merges).as("not again at once").isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    store.due().collect();
    assertThat(merges).isEqualTo(2);
    clock.advance(Duration.ofSeconds(1));
    store.due().collect();
    assertThat(merges).as("after twice as long").isEqualTo(2);
    broken = false;
    clock.advance(Duration.ofSeconds(1));
    store.due().collect();
    assertThat(due(first)).containsExactly("two [][]");
  }

  private void record(String subject, String text) {
    record(TYPE, subject, text);
  }

  private void record(EventType type, String subject, String text) {
    Event event = Event.of(type, subject, clock.instant(), new TextSnapshot(text));
    database.write(connection -> store.outbox().append(connection, event));
  }

  private Webhook debouncing(String name, EventType type) {
    Webhook webhook =
        Webhook.builder(clock.instant())
            .name(name)
            .url("https://example.org/" + name)
            .subscription(Webhook.Subscription.to(type))
            .grouping(new Grouping(10, 0, 0, 0))
            .build();
    store.webhooks().add(webhook);
    return webhook;
  }

  private List<String> due(Webhook webhook) {
    return store.due().due(webhook.id(), clock.instant(), Place.START, 100).stream()
        .map(one -> new String(one.payload().bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
