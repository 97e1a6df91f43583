package dev.carillon.hooks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** When webhooks start and stop among the other parts of a program. */
class HooksLifecycleTest {

  @Test
  void whatMayPublishStartsLaterAndStopsEarlier() {
    int webhooks =
        new HooksLifecycle(
                () -> {
                  throw new IllegalStateException("not to be started");
                })
            .getPhase();
    List<SmartLifecycle> publishers =
        List.of(
            new ThreadPoolTaskExecutor(),
            new ThreadPoolTaskScheduler(),
            new SimpleAsyncTaskScheduler());
    assertThat(publishers)
        .allSatisfy(publisher -> assertThat(publisher.getPhase()).isGreaterThan(webhooks));
    assertThat(webhooks)
        .as("before the web server")
        .isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048);
  }
}
