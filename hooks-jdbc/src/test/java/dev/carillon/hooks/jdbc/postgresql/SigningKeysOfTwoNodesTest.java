package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.webhook.SecretCipher;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Two nodes that start at the same time agree on one key. */
class SigningKeysOfTwoNodesTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void ofTwoNodesThatMakeTheFirstKeyAtTheSameTimeOneMakesIt() throws Exception {
    String name = Server.ONE.newDatabase();
    SecretCipher slow = new SlowCipher();
    try (Database first = OpenPostgres.on(name);
        Database second = OpenPostgres.on(name);
        ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> one = nodes.submit(() -> new SqlSigningKeys(first, slow).make(NOW));
      Future<Boolean> two = nodes.submit(() -> new SqlSigningKeys(second, slow).make(NOW));

      assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
      assertThat(new SqlSigningKeys(first, slow).at(NOW)).hasSize(1);
    }
  }

  /** Encrypts a new key once the other node has read that there is none, or waits in vain. */
  private static final class SlowCipher implements SecretCipher {

    private final SecretCipher cipher = new TestCipher();
    private final CyclicBarrier bothHaveRead = new CyclicBarrier(2);

    @Override
    public byte[] encrypt(String text) {
      try {
        bothHaveRead.await(2, TimeUnit.SECONDS);
      } catch (BrokenBarrierException | TimeoutException alone) {
        // the other one waits for this one's transaction
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return cipher.encrypt(text);
    }

    @Override
    public String decrypt(byte[] encrypted) {
      return cipher.decrypt(encrypted);
    }
  }
}
