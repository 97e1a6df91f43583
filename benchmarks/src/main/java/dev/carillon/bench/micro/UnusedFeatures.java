package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What one delivery of a plain webhook asks on its way, to find that nothing of it is used: the
 * same questions as the library's, of the same objects, for each stage in a method that is called.
 * In the library they are a part of what is compiled around them, so they cost no more there.
 */
@State(Scope.Thread)
public class UnusedFeatures {

  private static final EventType PLACED = new EventType("order.placed");

  private final Webhook webhook =
      Webhook.of(
          "plain", "https://example.org/hook", Webhook.Subscription.to(PLACED), Instant.EPOCH);
  private final Event event = Event.of(PLACED, "order-7", Instant.EPOCH, Snapshot.of("{\"id\":7}"));
  private final Payload payload = Payload.of("{\"id\":7}");

  /** All of them. */
  @Benchmark
  public int checks() {
    return recording() + sending() + settling();
  }

  /** In the fan-out, and when its delivery is written. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  int recording() {
    Webhook.Subscription subscription = webhook.subscription();
    int used = webhook.owner().isEmpty() || webhook.owner().equals(event.owner()) ? 0 : 1;
    used += event.tags().containAll(subscription.tags()) ? 0 : 1;
    used += subscription.operationalEvents().contains(event.type()) ? 1 : 0;
    used += FanOut.isGrouped(webhook, event) ? 1 : 0;
    used += webhook.pulled() ? 1 : 0;
    Payload sent = webhook.format().payloads().of(event, payload);
    return used + sent.withProblem(payload.problem()).problem().length();
  }

  /** In its lane, for its signature, and in the sender. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  int sending() {
    int used = webhook.rules().adaptiveConcurrency() ? 1 : 0;
    used += webhook.handshake().perMinuteMax();
    used += webhook.format().ed25519() ? 1 : 0;
    used += webhook.login().none() ? 0 : 1;
    return used + (webhook.certificate().none() ? 0 : 1);
  }

  /** When its attempt has ended. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  int settling() {
    int used = webhook.rules().retryDelays().size() + webhook.rules().retriedStatuses().size();
    used += webhook.rules().failingAfter() + webhook.rules().disableAfter();
    used += webhook.rules().recoverAutomatically() ? 1 : 0;
    used += webhook.login().none() ? 0 : 1;
    return used + (webhook.grouping().any() ? 1 : 0);
  }
}
