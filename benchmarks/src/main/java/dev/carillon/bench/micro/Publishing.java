package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.JsonSyntax;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an embedder's event pays before it is recorded. */
@State(Scope.Thread)
public class Publishing {

  private static final int TENANTS = 10_000;
  private static final EventType PLACED = new EventType("order.placed");

  private final byte[] json = order().getBytes(StandardCharsets.UTF_8);
  private final Event event =
      Event.of(PLACED, "order-7", Instant.EPOCH, Snapshot.of(order())).ownedBy("tenant-7");
  private final WebhookSet webhooks = tenants();

  /** Where one of ten thousand tenants has the event's only receiver, by a pattern. */
  @Benchmark
  public int oneOfManyTenants() {
    return FanOut.of(event, webhooks).matches().size();
  }

  /** The check that about 1 KiB is JSON. */
  @Benchmark
  public byte checkedJson() {
    JsonSyntax.check(json);
    return json[0];
  }

  private static WebhookSet tenants() {
    List<Webhook> webhooks = new ArrayList<>();
    for (int n = 0; n < TENANTS; n++) {
      webhooks.add(
          Webhook.builder(Instant.EPOCH)
              .name("tenant " + n)
              .url("https://example.org/" + n)
              .owner("tenant-" + n)
              .subscription(Webhook.Subscription.toTypes("order.*"))
              .build());
    }
    return WebhookSet.of(1, webhooks);
  }

  /** An order of seven lines. */
  private static String order() {
    StringBuilder lines = new StringBuilder();
    for (int n = 0; n < 7; n++) {
      lines
          .append(n == 0 ? "" : ",")
          .append("{\"sku\":\"B-")
          .append(1_000 + n)
          .append("\",\"title\":\"A bell in the tower of a church, seen from below\",")
          .append("\"count\":")
          .append(n + 1)
          .append(",\"price\":{\"amount\":12.50,\"currency\":\"EUR\"}}");
    }
    return "{\"id\":\"order-7\",\"customer\":\"Zoë\",\"paid\":true,\"note\":null,\"lines\":["
        + lines
        + "]}";
  }
}
