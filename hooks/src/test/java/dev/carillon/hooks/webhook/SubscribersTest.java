package dev.carillon.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Subjects of these events are words; what is wanted is some of them. */
class SubscribersTest {

  private static final EventType TYPE = new EventType("said");
  private static final List<String> WORDS = List.of("a", "b", "c", "d", "e", "f");

  /** Two ways to look at the words, and an event that neither can read. */
  private static final FilterKey.Dimension FORWARD = event -> words(event);

  private static final FilterKey.Dimension UPPER =
      event -> words(event).map(w -> new TreeSet<>(w.stream().map(String::toUpperCase).toList()));

  private int asked;

  @Test
  void whoIsFoundByNeedsIsWhoIsFoundByAskingEverybody() {
    Random random = new Random(11);
    int matched = 0;
    for (int round = 0; round < 100; round++) {
      List<Webhook> webhooks = new ArrayList<>();
      for (int n = random.nextInt(80); n > 0; n--) {
        webhooks.add(wanting(some(random), some(random), random.nextInt(4)));
      }
      WebhookSet set = WebhookSet.of(round, webhooks);
      for (int n = 0; n < 20; n++) {
        Event event = said(random.nextInt(10) == 0 ? "?" : String.join(" ", some(random)));
        List<Webhook.Id> plain =
            webhooks.stream()
                .filter(webhook -> webhook.subscription().filter().matches(event))
                .map(Webhook::id)
                .toList();
        assertThat(FanOut.of(event, set).matches())
            .as(event.subject())
            .extracting(FanOut.Match::webhook)
            .containsExactlyElementsOf(plain);
        matched += plain.size();
      }
    }
    assertThat(matched).isGreaterThan(1_000);
  }

  @Test
  void onlyThoseAreAskedWhoMayWantIt() {
    List<Webhook> webhooks = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      webhooks.add(wanting(Set.of("word" + n), Set.of("common"), 3));
    }
    WebhookSet set = WebhookSet.of(1, webhooks);
    asked = 0;

    assertThat(FanOut.of(said("word7 common"), set).matches())
        .extracting(FanOut.Match::webhook)
        .containsExactly(webhooks.get(7).id());
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatCannotBeToldIsAskedOfEverybody() {
    List<Webhook> webhooks = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      webhooks.add(wanting(Set.of("word" + n), Set.of("common"), 3));
    }

    assertThat(FanOut.of(said("?"), WebhookSet.of(1, webhooks)).matches()).hasSize(100);
  }

  /**
   * Wants events with a word of the first and one of the second, and those that cannot be read.
   *
   * @param told 1: the first need is told; 2: the second; 3: both
   */
  private Webhook wanting(Set<String> first, Set<String> second, int told) {
    EventFilter filter =
        new EventFilter() {
          @Override
          public boolean matches(Event event) {
            asked++;
            return words(event)
                .map(
                    w ->
                        first.stream().anyMatch(w::contains)
                            && second.stream().anyMatch(w::contains))
                .orElse(true);
          }

          @Override
          public List<FilterKey> needs() {
            List<FilterKey> needs = new ArrayList<>();
            if ((told & 1) != 0) {
              needs.add(new FilterKey(FORWARD, first));
            }
            if ((told & 2) != 0) {
              needs.add(
                  new FilterKey(
                      UPPER, new TreeSet<>(second.stream().map(String::toUpperCase).toList())));
            }
            return needs;
          }

          @Override
          public String text() {
            return first + " " + second;
          }
        };
    return Webhook.of(
        "any",
        "https://example.org",
        new Webhook.Subscription(List.of(TYPE), List.of(), filter, Projection.DEFAULT),
        Instant.EPOCH);
  }

  private static Optional<Set<String>> words(Event event) {
    return event.subject().equals("?")
        ? Optional.empty()
        : Optional.of(new TreeSet<>(Arrays.asList(event.subject().split(" "))));
  }

  private static Set<String> some(Random random) {
    Set<String> some = new TreeSet<>();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      some.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return some;
  }

  private static Event said(String words) {
    return Event.of(TYPE, words, Instant.EPOCH, Snapshot.of(Payload.of(words)));
  }
}
