package dev.carillon.hooks.spring;

import dev.carillon.hooks.Hooks;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Starts webhooks when the context is complete, before what may publish: the web server and the
 * executors of scheduled and asynchronous methods. Stops them after those, and before the {@code
 * DataSource} is closed. Nothing starts while the beans of a program are processed ahead of time.
 */
public final class HooksLifecycle implements SmartLifecycle {

  /** What publishes has a higher phase: executors of Spring have half of the highest number. */
  private static final int PHASE = Integer.MAX_VALUE / 2 - 8_192;

  private final Supplier<Hooks> bean;
  private volatile @Nullable Hooks running;
  private volatile boolean stopped;

  /** For this bean, which starts when it is asked for. */
  HooksLifecycle(Supplier<Hooks> bean) {
    this.bean = bean;
  }

  /** Webhooks, while they run. */
  public Optional<Hooks> running() {
    return Optional.ofNullable(running);
  }

  @Override
  public void start() {
    if (stopped) {
      throw new IllegalStateException(
          "webhooks were stopped with their context and do not start again: make a new context");
    }
    running = bean.get();
  }

  @Override
  public void stop() {
    Hooks hooks = running;
    running = null;
    stopped = true;
    if (hooks != null) {
      hooks.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /**
   * Of Spring 7, which asks whether it may stop this for a while and start it again: no, since what
   * is closed stays closed.
   */
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
