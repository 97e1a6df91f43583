package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long callers wait for their turn. */
final class StoreThreadTimeoutTest {

  private static final int LONGER_THAN_A_TURN_MILLIS = 6_000;

  @Test
  void aFirstConnectionMayTakeLongerThanATurnButWorkMayNot() throws Exception {
    try (StoreThreads writer =
        StoreThreads.writer(
            "writer", StoreThreadTimeoutTest::slowly, failure -> Optional.empty())) {
      assertThat(writer.<String>run(connection -> "done")).isEqualTo("done");
      assertThat(writer.<Boolean>run(connection -> StoreThreads.writing())).isTrue();
      assertThat(StoreThreads.writing()).as("it is not the caller that writes").isFalse();

      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch refused = new CountDownLatch(1);
      Thread slow =
          Thread.startVirtualThread(
              () ->
                  writer.run(
                      connection -> {
                        begun.countDown();
                        return await(refused);
                      }));
      begun.await();
      assertThatThrownBy(() -> writer.run(connection -> "never"))
          .isInstanceOfSatisfying(
              HooksException.class,
              thrown -> assertThat(thrown.code()).isEqualTo(HooksException.Code.STORE_UNAVAILABLE))
          .hasMessageContaining("too slow");
      refused.countDown();
      slow.join();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static Connection slowly() throws SQLException {
    pause();
    Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    connection.setAutoCommit(false);
    return connection;
  }

  private static void pause() {
    try {
      Thread.sleep(LONGER_THAN_A_TURN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
