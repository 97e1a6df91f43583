package dev.carillon.hooks.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The journal gives every event once, in order, and says when some are gone. */
public interface JournalContract extends StoreFixture {

  /** The store's journal. */
  default Journal journal() {
    return store().journal();
  }

  @Test
  default void pagesOfEventsJoinWithoutGapOrOverlap() {
    webhook("any");
    List<Event> recorded = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Event event =
          i % 2 == 0
              ? event("s" + i % 3)
              : Event.of(REMOVED, "s" + i % 3, clock().instant(), new TextSnapshot("gone"));
      store().record(event);
      recorded.add(event);
    }
    assertThat(read(Wanted.ALL, 2))
        .extracting(Recorded::id)
        .containsExactlyElementsOf(recorded.stream().map(Event::id).toList());
    assertThat(read(new Wanted(List.of("*_remove"), ""), 2))
        .extracting(Recorded::type)
        .containsOnly(REMOVED)
        .hasSize(4);
    assertThat(read(new Wanted(List.of("asset_create"), "s0"), 1))
        .extracting(Recorded::id)
        .containsExactly(recorded.get(0).id(), recorded.get(6).id());
    assertThat(read(new Wanted(List.of("assetxcreate"), ""), 1)).isEmpty();
    long newest = journal().newest();
    assertThat(journal().after(newest, Wanted.ALL, 5).events()).isEmpty();
    store().record(event("more"));
    assertThat(journal().after(newest, Wanted.ALL, 5).events())
        .extracting(Recorded::subject)
        .containsExactly("more");
  }

  @Test
  default void aTimeIsFoundWithinTheDisorderOfClocks() {
    webhook("any");
    assertThat(journal().before(clock().instant())).isZero();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clock().advance(Duration.ofHours(3));
      times.add(clock().instant());
      store().record(event("s" + i));
    }
    List<Recorded> all = read(Wanted.ALL, 100);
    for (int i = 0; i < 20; i++) {
      assertThat(journal().before(times.get(i)))
          .isLessThan(all.get(i).sequence())
          .isGreaterThanOrEqualTo(i == 0 ? 0 : all.get(i - 1).sequence());
      assertThat(journal().behind(times.get(i)))
          .isGreaterThanOrEqualTo(i == 0 ? 0 : all.get(i - 1).sequence());
    }
    assertThat(journal().behind(clock().instant().plusSeconds(9_999)))
        .isEqualTo(journal().newest());
  }

  private List<Recorded> read(Wanted wanted, int limit) {
    List<Recorded> all = new ArrayList<>();
    long at = 0;
    for (int pages = 0; pages < 100; pages++) {
      Journal.Page page = journal().after(at, wanted, limit);
      all.addAll(page.events());
      if (page.end() == at) {
        return all;
      }
      at = page.end();
    }
    throw new AssertionError("the pages do not end");
  }

  @Test
  default void anEventIsFoundWithItsSnapshot() {
    Event event = event("one");
    store().record(event);
    Recorded found = journal().find(event.id()).orElseThrow();
    assertThat(found.snapshot()).isEqualTo(event.snapshot().bytes());
    assertThat(found.time()).isEqualTo(event.time());
    assertThat(journal().find(Event.Id.at(clock().instant()))).isEmpty();
  }

  @Test
  default void whatWasPurgedIsSaid() {
    webhook("any");
    DueDelivery old = recorded("old");
    long first = journal().after(0, Wanted.ALL, 1).events().getFirst().sequence();
    DueDelivery young = recorded("young");
    settle(delivered(old.delivery()), delivered(young.delivery()));
    assertThat(journal().purged()).isZero();
    clock().advance(Duration.ofDays(1));
    store().record(Event.of(REMOVED, "unheard", clock().instant(), new TextSnapshot("x")));

    assertThat(retention().purge(clock().instant(), 1).deliveries()).isEqualTo(1);

    assertThat(journal().purged()).isEqualTo(first);
    assertThat(journal().after(0, Wanted.ALL, 1).purged()).isEqualTo(journal().purged());
    retention().purge(clock().instant(), 5);
    assertThat(journal().after(journal().purged(), Wanted.ALL, 9).events())
        .extracting(Recorded::subject)
        .containsExactly("unheard");
  }
}
