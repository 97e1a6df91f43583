package dev.carillon.server.webhooks.redelivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhook.Subscription;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryApiTest {

  private static final Webhook WEBHOOK =
      Webhook.of("w", "https://e", Subscription.to(new EventType("asset_create")), Instant.EPOCH);

  private final List<Webhook.Id> told = new ArrayList<>();

  /** Somebody else recovered one of the second batch between its reading and its writing. */
  @Test
  void aBatchThatSomebodyElseTookSomeOfIsNotTheLast() {
    assertThat(recoverBatchesOf(200, 199, 200, 7, 0)).isEqualTo(606);
    assertThat(told).containsExactly(WEBHOOK.id());
  }

  @Test
  void whereThereIsNothingNothingIsRecovered() {
    assertThat(recoverBatchesOf(0)).isZero();
  }

  private long recoverBatchesOf(Integer... sizes) {
    Deque<Integer> batches = new ArrayDeque<>(List.of(sizes));
    DeliveryActions deliveryActions =
        answering(DeliveryActions.class, (proxy, method, args) -> batches.removeFirst());
    Webhooks none =
        answering(
            Webhooks.class,
            (proxy, method, args) -> {
              throw new AssertionError("not asked: " + method);
            });
    return new RecoveryApi(none, deliveryActions, (type, bytes) -> new TextSnapshot(""), told::add)
        .recover(WEBHOOK, Instant.EPOCH);
  }

  private static <T> T answering(Class<T> port, InvocationHandler answer) {
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, answer));
  }
}
