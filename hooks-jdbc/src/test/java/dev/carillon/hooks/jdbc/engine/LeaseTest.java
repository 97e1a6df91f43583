package dev.carillon.hooks.jdbc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.PastWebhook;
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
  private EngineFixture engine;

  @BeforeEach
  void open() {
    engine = new EngineFixture(folder, WebhookLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    engine.closeStore();
  }

  @Test
  void itIsKeptUntilWhatIsOnTheWireHasEnded() throws Exception {
    HooksEngine hooks = engine.start(TIMEOUT, UnaryOperator.identity());
    EngineFixture.until(() -> engine.lease.renewals() > 0);
    engine.publish(hooks);
    assertThat(engine.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().start(hooks::close);

    Thread.sleep(300); // it has begun to close
    int before = engine.lease.renewals();
    EngineFixture.until(() -> engine.lease.renewals() >= before + 3);
    assertThat(engine.lease.released()).isFalse();
    engine.answers.release();
    closing.join();

    assertThat(engine.delivered()).isEqualTo(1);
    assertThat(engine.lease.released()).isTrue();
    Thread.sleep(300);
    assertThat(engine.lease.renewedAfterwards()).isFalse();
  }

  @Test
  void anAttemptThatMayTakeLongerThanOthersIsWaitedForWhenTheEngineStops() throws Exception {
    EngineFixture slow =
        new EngineFixture(
            Files.createDirectory(folder.resolve("slow")),
            new WebhookLimits(60, 0, 0, Ordering.NONE));
    HooksEngine hooks = slow.start(Duration.ofMillis(100), UnaryOperator.identity());
    EngineFixture.until(() -> slow.lease.renewals() > 0);
    slow.publish(hooks);
    assertThat(slow.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().start(hooks::close);

    Thread.sleep(4_000); // longer than the usual timeout and what is added to it
    slow.answers.release();
    closing.join();

    assertThat(slow.delivered()).isEqualTo(1);
    slow.closeStore();
  }

  @Test
  void otherWorkThatTakesLongDoesNotLetItEnd() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    HooksEngine hooks = engine.start(TIMEOUT, webhooks -> new Slow(webhooks, slow));
    int before = engine.lease.renewals();
    try {
      EngineFixture.until(() -> engine.lease.renewals() >= before + 5);
    } finally {
      slow.countDown();
      hooks.close();
    }
  }

  @Test
  void nothingIsSentWhileItMayHaveEndedAndEverythingOnceItIsRenewed() throws Exception {
    engine.answers.release(10);
    HooksEngine hooks = engine.start(TIMEOUT, UnaryOperator.identity());
    engine.publish(hooks);
    EngineFixture.until(() -> engine.delivered() == 1);

    engine.lease.reachable(false);
    engine.publish(hooks);
    EngineFixture.until(() -> engine.delivered() == 2); // it lasts for a while
    Thread.sleep(2_000);
    engine.publish(hooks);
    Thread.sleep(1_000);
    assertThat(engine.begun.availablePermits()).isEqualTo(2);

    engine.lease.reachable(true);
    EngineFixture.until(() -> engine.delivered() == 3);
    hooks.close();
  }

  @Test
  void aListenerThatFailsEndsNoRenewals() throws Exception {
    engine.withListener(
        new HooksListener() {
          @Override
          public void storeFailed(String what, RuntimeException failure) {
            throw new IllegalStateException("a bug");
          }
        });
    HooksEngine hooks = engine.start(TIMEOUT, UnaryOperator.identity());
    EngineFixture.until(() -> engine.lease.renewals() > 0);
    engine.lease.reachable(false);
    Thread.sleep(300); // some renewals fail
    int before = engine.lease.renewals();
    engine.lease.reachable(true);
    EngineFixture.until(() -> engine.lease.renewals() > before);
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
    public Optional<PastWebhook> asOf(Webhook.Id id, long setRevision) {
      return webhooks.asOf(id, setRevision);
    }

    @Override
    public void add(Webhook webhook, int ownersMax) {
      webhooks.add(webhook, ownersMax);
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
