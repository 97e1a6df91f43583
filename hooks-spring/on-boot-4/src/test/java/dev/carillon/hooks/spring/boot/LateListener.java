package dev.carillon.hooks.spring.boot;

import dev.carillon.hooks.spring.WebhookPublisher;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Tries to publish when the transaction is committed already. */
@Component
class LateListener {

  private final WebhookPublisher webhooks;
  private final AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();

  LateListener(WebhookPublisher webhooks) {
    this.webhooks = webhooks;
  }

  /** Spring itself only logs what a listener of this phase throws. */
  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  void afterCommit(Placed placed) {
    try {
      webhooks.publish("order.placed", placed.id(), "{}");
    } catch (RuntimeException refusal) {
      refused.set(refusal);
    }
  }

  @Nullable RuntimeException refused() {
    return refused.get();
  }

  /** An order was placed. */
  record Placed(long id) {}
}
