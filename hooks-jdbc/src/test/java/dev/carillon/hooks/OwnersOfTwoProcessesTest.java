package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.postgresql.Server;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes register webhooks of the same owner at the same time. */
@Tag("long")
@Timeout(120)
class OwnersOfTwoProcessesTest extends HooksFixture {

  private static final int THREADS = 8;
  private static final int MAX = 10;

  private final HikariDataSource pool = Server.ONE.pool(Server.ONE.newDatabase());

  @Override
  HooksBuilder builder() {
    return Hooks.builder(pool);
  }

  @Override
  HooksBuilder elsewhere() {
    return builder().tablePrefix("other_");
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    pool.close();
  }

  @Test
  void theLastWebhookOfAnOwnerIsRegisteredOnce() throws Exception {
    OwnerLimits limits = OwnerLimits.NONE.withMaxWebhooks(MAX);
    List<Hooks> processes =
        List.of(
            start(builder().key(KEY).sender(sent).ownerLimits(owner -> limits)),
            start(builder().key(KEY).sender(sent).ownerLimits(owner -> limits)));
    List<Future<Integer>> registered = new ArrayList<>();
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        Hooks hooks = processes.get(i % 2);
        registered.add(threads.submit(() -> registered(hooks, begin)));
      }
      begin.countDown();
    }
    int sum = 0;
    for (Future<Integer> each : registered) {
      sum += each.get();
    }
    assertThat(sum).isEqualTo(MAX);
    assertThat(processes.getFirst().webhooks().list()).hasSize(MAX);
  }

  /** How many of four a thread registers. */
  private static int registered(Hooks hooks, CountDownLatch begin) throws InterruptedException {
    begin.await();
    int registered = 0;
    for (int i = 0; i < 4; i++) {
      try {
        hooks
            .webhooks()
            .register(WebhookRegistration.of("a", "https://e/").types("*").owner("acme"));
        registered++;
      } catch (ValidationException full) {
        assertThat(full).hasMessageContaining("an owner with fewer than 10 webhooks");
      }
    }
    return registered;
  }
}
