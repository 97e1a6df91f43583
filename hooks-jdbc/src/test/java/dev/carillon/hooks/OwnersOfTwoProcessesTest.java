package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.postgresql.Server;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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
    Hooks[] processes = new Hooks[2];
    for (int i = 0; i < 2; i++) {
      processes[i] = start(builder().key(KEY).sender(sent).ownerLimits(owner -> limits));
    }
    AtomicInteger registered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        Hooks hooks = processes[i % 2];
        threads.submit(
            () -> {
              begin.await();
              for (int each = 0; each < 4; each++) {
                try {
                  hooks
                      .webhooks()
                      .register(WebhookRegistration.of("a", "https://e/").types("*").owner("acme"));
                  registered.incrementAndGet();
                } catch (ValidationException full) {
                  refused.incrementAndGet();
                }
              }
              return null;
            });
      }
      begin.countDown();
    }
    assertThat(registered).hasValue(MAX);
    assertThat(refused).hasValue(4 * THREADS - MAX);
    assertThat(processes[0].webhooks().list()).hasSize(MAX);
  }
}
