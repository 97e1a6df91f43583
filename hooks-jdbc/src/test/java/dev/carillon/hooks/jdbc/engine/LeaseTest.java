package dev.carillon.hooks.jdbc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the engine keeps its lease: for as long as anything of it may still be sent or stored. */
@Timeout(60)
class LeaseTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench(folder, WebhookLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    bench.closeStore();
  }

  @Test
  void itIsKeptUntilWhatIsOnTheWireHasEnded() throws Exception {
    Hooks hooks = bench.start(TIMEOUT, UnaryOperator.identity());
    Bench.until(() -> bench.lease.renewals() > 0);
    bench.ring(hooks);
    assertThat(bench.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().start(hooks::close);

    Thread.sleep(300); // it has begun to close
    int before = bench.lease.renewals();
    Bench.until(() -> bench.lease.renewals() >= before + 3);
    assertThat(bench.lease.released()).isFalse();
    bench.answers.release();
    closing.join();

    assertThat(bench.delivered()).isEqualTo(1);
    assertThat(bench.lease.released()).isTrue();
    Thread.sleep(300);
    assertThat(bench.lease.renewedAfterwards()).isFalse();
  }

  @Test
  void anAttemptThatMayTakeLongerThanOthersIsWaitedForWhenTheEngineStops() throws Exception {
    Bench patient =
        new Bench(
            Files.createDirectory(folder.resolve("patient")),
            new WebhookLimits(60, 0, 0, Ordering.NONE));
    Hooks hooks = patient.start(Duration.ofMillis(100), UnaryOperator.identity());
    Bench.until(() -> patient.lease.renewals() > 0);
    patient.ring(hooks);
    assertThat(patient.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().start(hooks::close);

    Thread.sleep(4_000); // longer than the usual time-out and what is added to it
    patient.answers.release();
    closing.join();

    assertThat(patient.delivered()).isEqualTo(1);
    patient.closeStore();
  }

  @Test
  void otherWorkThatTakesLongDoesNotLetItEnd() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Hooks hooks = bench.start(TIMEOUT, webhooks -> new Slow(webhooks, slow));
    int before = bench.lease.renewals();
    try {
      Bench.until(() -> bench.lease.renewals() >= before + 5);
    } finally {
      slow.countDown();
      hooks.close();
    }
  }

  @Test
  void nothingIsSentWhileItMayHaveEndedAndEverythingOnceItIsRenewed() throws Exception {
    bench.answers.release(10);
    Hooks hooks = bench.start(TIMEOUT, UnaryOperator.identity());
    bench.ring(hooks);
    Bench.until(() -> bench.delivered() == 1);

    bench.lease.reachable(false);
    bench.ring(hooks);
    Bench.until(() -> bench.delivered() == 2); // it lasts for a while
    Thread.sleep(2_000);
    bench.ring(hooks);
    Thread.sleep(1_000);
    assertThat(bench.begun.availablePermits()).isEqualTo(2);

    bench.lease.reachable(true);
    Bench.until(() -> bench.delivered() == 3);
    hooks.close();
  }

  @Test
  void aListenerThatFailsEndsNoRenewals() throws Exception {
    bench.listening(
        new HooksListener() {
          @Override
          public void storeFailed(String what, RuntimeException failure) {
            throw new IllegalStateException("a bug");
          }
        });
    Hooks hooks = bench.start(TIMEOUT, UnaryOperator.identity());
    Bench.until(() -> bench.lease.renewals() > 0);
    bench.lease.reachable(false);
    Thread.sleep(300); // some renewals fail
    int before = bench.lease.renewals();
    bench.lease.reachable(true);
    Bench.until(() -> bench.lease.renewals() > before);
    hooks.close();
  }

  /** Webhooks that nobody can read until the latch is open. */
  private record Slow(Webhooks webhooks, CountDownLatch open) implements Webhooks {

    @Override
    public WebhookSet current() {
      try {
        open.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return webhooks.current();
    }

    @Override
    public Optional<Webhook> find(Webhook.Id id) {
      return webhooks.find(id);
    }

    @Override
    public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
      return webhooks.revision(id, number);
    }

    @Override
    public void add(Webhook webhook) {
      webhooks.add(webhook);
    }

    @Override
    public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
      return webhooks.change(id, change);
    }

    @Override
    public Optional<Webhook> remove(Webhook.Id id) {
      return webhooks.remove(id);
    }

    @Override
    public Map<Webhook.Id, Instant> holds(Instant now) {
      return webhooks.holds(now);
    }

    @Override
    public boolean release(Webhook.Id id) {
      return webhooks.release(id);
    }

    @Override
    public WebhookHealth health(Webhook.Id id) {
      return webhooks.health(id);
    }
  }
}
