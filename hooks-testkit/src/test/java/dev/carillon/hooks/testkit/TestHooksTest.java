package dev.carillon.hooks.testkit;

import static dev.carillon.hooks.testkit.HooksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestHooksTest {

  private final TestHooks test = TestHooks.start();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void whatIsPublishedIsReceivedWithItsSignatures() {
    WebhookReceiver receiver = test.receiver("order.placed");
    place("7");
    ReceivedWebhook request = receiver.next();
    assertThat(request.type()).isEqualTo("order.placed");
    assertThat(request.text()).isEqualTo("{\"order\":\"7\"}");
    assertThat(request.attempt()).isEqualTo(1);
  }

  @Test
  void aStartThatFailsLeavesNoFolder() throws Exception {
    Set<Path> before = emptyFolders();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  TestHooks.start(
                      builder -> {
                        throw new UnsupportedOperationException();
                      }))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    Set<Path> left = emptyFolders();
    left.removeAll(before);
    // another test that starts at this moment fills its own
    for (int look = 0; look < 100 && !left.isEmpty(); look++) {
      Thread.sleep(20);
      left.retainAll(emptyFolders());
    }
    assertThat(left).isEmpty();
  }

  private static Set<Path> emptyFolders() throws IOException {
    Set<Path> empty = new HashSet<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(
            Path.of(System.getProperty("java.io.tmpdir")), "carillon-hooks-test*")) {
      for (Path folder : folders) {
        String[] files = folder.toFile().list();
        if (files != null && files.length == 0) {
          empty.add(folder);
        }
      }
    }
    return empty;
  }

  @Test
  void aRetryHappensWhenTheClockIsMovedAndNotBefore() {
    WebhookReceiver receiver = test.receiver("order.placed");
    receiver.respond(
        request ->
            request.attempt() == 1
                ? ScriptedResponse.status(503).header("Retry-After", "3600")
                : ScriptedResponse.status(204));
    place("7");
    receiver.next();

    test.advance(Duration.ofMinutes(55));
    assertThatThrownBy(() -> receiver.next(Duration.ofMillis(100)))
        .isInstanceOf(AssertionError.class);
    test.advance(Duration.ofMinutes(6));
    assertThat(receiver.next().attempt()).isEqualTo(2);
  }

  @Test
  void drainingMakesAllRetriesOfHoursInAMoment() {
    WebhookReceiver receiver = test.receiver("order.placed");
    receiver.respond(503);
    Instant before = test.clock().instant();
    place("7");

    test.drain();

    assertThat(receiver.received()).hasSize(9);
    assertThat(Duration.between(before, test.clock().instant()))
        .isBetween(Duration.ofHours(2), Duration.ofHours(6));
    assertThat(states()).containsExactly("exhausted");
  }

  @Test
  void drainingSendsTheEventsOfASubjectInTheirOrderThoughTheFirstFails() {
    WebhookReceiver receiver = WebhookReceiver.responding(500, 500, 204);
    try (receiver) {
      test.hooks()
          .webhooks()
          .register(
              WebhookRegistration.of("ordered", receiver.url()).types("order.placed").ordered());
      IntStream.range(0, 3).forEach(number -> place("7"));

      test.drain();

      assertThat(states()).containsOnly("delivered").hasSize(3);
      assertThat(receiver.received()).hasSize(5);
      assertThat(receiver.received().stream().map(ReceivedWebhook::deliveryId).limit(3))
          .containsOnly(receiver.received().getFirst().deliveryId());
    }
  }

  @Test
  void drainingPassesALimitOfRequestsPerSecond() {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      test.hooks()
          .webhooks()
          .register(
              WebhookRegistration.of("slow", receiver.url()).types("order.placed").maxPerSecond(2));
      IntStream.range(0, 7).forEach(number -> place("" + number));

      test.drain();

      assertThat(receiver.received()).hasSize(7);
    }
  }

  @Test
  void whatADisabledWebhookWouldGetIsNotWaitedFor() {
    WebhookReceiver receiver = test.receiver("order.placed");
    WebhookView webhook = test.hooks().webhooks().list().getFirst();
    test.hooks().webhooks().disable(webhook.id(), "in a test");
    place("7");

    test.drain();

    assertThat(receiver.received()).isEmpty();
    test.hooks().webhooks().enable(webhook.id());
    test.hooks().deliveries().recover(webhook.id(), Instant.EPOCH);
    test.drain();
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void whatIsRecordedCanBeAsserted() {
    place("7");
    assertThat(test).published("order.placed").withSubject("7").once();
    assertThat(test.hooks()).didNotPublish("order.cancelled");
    assertThatThrownBy(() -> assertThat(test.hooks()).published("order.cancelled"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("order.placed of 7:");
  }

  @Test
  void whatIsRolledBackIsNeitherRecordedNorSent() {
    WebhookReceiver receiver = test.receiver("order.placed");
    assertThatThrownBy(
            () ->
                test.hooks()
                    .transaction(
                        connection -> {
                          test.hooks().publish(connection, "order.placed", "7", "{}");
                          throw new IllegalStateException("sold out");
                        }))
        .hasMessageContaining("sold out");
    place("8");

    test.drain();

    assertThat(test)
        .published("order.placed")
        .withSubject("8")
        .and()
        .published("order.placed")
        .once();
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void itLeavesNothingBehind() {
    TestHooks other = TestHooks.start();
    assertThat(other.folder()).isNotEmptyDirectory();
    other.close();
    assertThat(other.folder()).doesNotExist();
  }

  private void place(String order) {
    test.hooks()
        .transaction(
            connection ->
                test.hooks()
                    .publish(connection, "order.placed", order, "{\"order\":\"" + order + "\"}"));
  }

  private List<String> states() {
    return test
        .hooks()
        .deliveries()
        .list(DeliveryFilter.ALL, DeliveryLog.Cursor.OLDEST, 100)
        .entries()
        .stream()
        .map(entry -> entry.delivery().state().name())
        .toList();
  }
}
