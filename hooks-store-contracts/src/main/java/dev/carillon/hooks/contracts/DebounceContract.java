package dev.carillon.hooks.contracts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Events of one subject that follow each other are held, and sent as one. */
public interface DebounceContract extends SuccessionFixture {

  @Test
  default void theLastEventIsSentOnceNoneCameForTheQuietTime() {
    Webhook webhook = debouncing("quiet", new Grouping(10, 0, 0, 0));
    store().record(text("a", "one"));
    clock().advance(Duration.ofSeconds(9));
    store().record(text("a", "two"));
    store().record(text("b", "other"));
    clock().advance(Duration.ofSeconds(9));
    assertThat(collected(webhook)).isEmpty();
    clock().advance(Duration.ofSeconds(1));
    assertThat(collected(webhook)).containsExactly("two [][]", "other [][]");
    Delivery delivery = allDue(webhook).getFirst().delivery();
    assertThat(store().log().events(delivery.id(), 10)).hasSize(2);
    assertThat(delivery.subject()).isEqualTo("a");
    assertThat(list(webhook.id(), -1, 10)).hasSize(2);
  }

  @Test
  default void noEventIsHeldLongerThanTheLongestWait() {
    Webhook webhook = debouncing("waiting", new Grouping(10, 30, 0, 0));
    for (int i = 0; i < 7; i++) {
      store().record(text("a", "number " + i));
      clock().advance(Duration.ofSeconds(5));
      if (i < 5) {
        assertThat(collected(webhook)).as("after %s", i).isEmpty();
      } else if (i == 5) {
        assertThat(collected(webhook)).containsExactly("number 5 [][]");
      }
    }
    clock().advance(Duration.ofSeconds(10));
    assertThat(collected(webhook)).containsExactly("number 5 [][]", "number 6 [][]");
  }

  @Test
  default void whatDebouncingLeavesIsBatched() {
    Webhook webhook = debouncing("both", new Grouping(10, 0, 100, 20));
    store().record(text("a", "one"));
    store().record(text("b", "first"));
    store().record(text("a", "two"));
    clock().advance(Duration.ofSeconds(10));
    assertThat(collected(webhook)).isEmpty();
    succeed();
    clock().advance(Duration.ofSeconds(20));
    assertThat(collected(webhook)).containsExactly("[first [][],two [][]]");
    Delivery batch = allDue(webhook).getFirst().delivery();
    assertThat(store().log().events(batch.id(), 10))
        .extracting(Member::subject)
        .containsExactly("b", "a", "a");
  }

  @Test
  default void whatIsDebouncedIsMissedOneByOneByAWebhookThatIsDisabled() {
    Webhook webhook = debouncing("off", new Grouping(10, 0, 0, 0));
    store().record(text("a", "one"));
    store().record(text("a", "two"));
    disable(webhook);
    assertThat(collected(webhook)).isEmpty();
    assertThat(deliveryActions().missed(webhook.id())).isEqualTo(2);
    Webhook on = enable(webhook);
    assertThat(deliveryActions().recover(on, Instant.EPOCH, TEXTS, 10)).isEqualTo(2);
    clock().advance(Duration.ofSeconds(10));
    assertThat(collected(webhook)).containsExactly("two [][]");
  }

  @Test
  default void whatIsHeldIsSentAtOnceWithoutAQuietTime() {
    Webhook webhook = debouncing("changed", new Grouping(1000, 0, 0, 0));
    store().record(text("a", "one"));
    store().record(text("a", "two"));
    webhooks().change(webhook.id(), one -> one.toBuilder().grouping(Grouping.NONE).build());
    clock().advance(Duration.ofSeconds(6));
    assertThat(collected(webhook)).containsExactly("one [][]", "two [][]");
  }

  /** A slow model says what is sent when, and takes over by other processes change nothing. */
  @Test
  default void randomChangesAreSentAsASlowModelSays() {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      int quiet = random.nextInt(1, 8);
      int longest = quiet + random.nextInt(0, 20);
      Webhook webhook = debouncing("model " + seed, new Grouping(quiet, longest, 0, 0));
      Model model = new Model(quiet, longest);
      List<String> sent = new ArrayList<>();
      for (int second = 0; second < 60; second++) {
        for (int changes = random.nextInt(3); changes > 0; changes--) {
          String subject = "subject " + seed + random.nextInt(4);
          String text = subject + " at " + second + "." + changes;
          store().record(text(subject, text));
          model.record(subject, text, second);
        }
        if (random.nextInt(20) == 0) {
          succeed();
        }
        clock().advance(Duration.ofSeconds(1));
        sent.addAll(newlyCollected(webhook));
        model.tick(second + 1);
        assertThat(sent).as("seed %s, second %s", seed, second).isEqualTo(model.sent);
      }
      webhooks().remove(webhook.id());
    }
  }

  /** What is sent, second by second; those of one second in the order of their first events. */
  final class Model {

    private final int quiet;
    private final int longest;
    private final Map<String, int[]> times = new TreeMap<>();
    private final Map<String, String> last = new TreeMap<>();
    private final List<String> sent = new ArrayList<>();
    private int order;

    Model(int quiet, int longest) {
      this.quiet = quiet;
      this.longest = longest;
    }

    void record(String subject, String text, int second) {
      int[] known = times.computeIfAbsent(subject, none -> new int[] {second, 0, 0});
      known[1] = second;
      known[2] = order++;
      last.put(subject, text);
    }

    void tick(int now) {
      List<String> over = new ArrayList<>();
      times.forEach(
          (subject, time) -> {
            if (now - time[1] >= quiet || now - time[0] >= longest) {
              over.add(subject);
            }
          });
      // each is sent as its last event
      over.sort(Comparator.comparingInt(this::lastOf));
      for (String subject : over) {
        times.remove(subject);
        sent.add(last.remove(subject) + " [][]");
      }
    }

    private int lastOf(String subject) {
      return requireNonNull(times.get(subject))[2];
    }
  }

  private static Event text(String subject, String text, Instant at) {
    return Event.of(CREATED, subject, at, new TextSnapshot(text));
  }

  private Event text(String subject, String text) {
    return text(subject, text, clock().instant());
  }

  private Webhook debouncing(String name, Grouping grouping) {
    Webhook webhook =
        Webhook.builder(clock().instant())
            .name(name)
            .url("https://example.org/debounced")
            .subscription(Webhook.Subscription.to(CREATED))
            .limits(new WebhookLimits(0, 0, 0, Ordering.NONE))
            .grouping(grouping)
            .build();
    webhooks().add(webhook);
    return webhook;
  }

  /** What is due after a look at what is held. */
  private List<String> collected(Webhook webhook) {
    due().collect();
    return allDue(webhook).stream()
        .map(due -> new String(due.payload().bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  /** The same of what was not delivered yet; it is then. */
  private List<String> newlyCollected(Webhook webhook) {
    due().collect();
    List<DueDelivery> due =
        allDue(webhook).stream()
            .sorted(Comparator.comparingLong(one -> one.delivery().sequence()))
            .toList();
    due.forEach(one -> settle(delivered(one.delivery())));
    return due.stream()
        .map(one -> new String(one.payload().bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
