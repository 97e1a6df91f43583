package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.deliverylog.AttemptJson;
import dev.carillon.server.webhooks.deliverylog.ShownRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes one attempt, signed and sent as real ones are, by the same sender and behind the same
 * guard; nothing is stored. A test is sent at once, whatever the webhook's rate limit; the next
 * deliveries wait for it.
 */
public final class TestSender {

  private static final int AT_ONCE = 8;

  private final Sender sender;
  private final RequestSigner signer;
  private final InstantSource clock;
  private final Supplier<Duration> timeout;
  private final TestPayloads payloads;
  private final Consumer<Webhook.Id> sends;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  /**
   * Sends with these.
   *
   * @param signer signs as requests of deliveries are signed
   * @param clock the wall clock
   * @param timeout of webhooks that have none of their own
   * @param payloads makes pings
   * @param sends gets the webhook of each request that is sent: its rate limit counts them
   */
  public TestSender(
      Sender sender,
      RequestSigner signer,
      InstantSource clock,
      Supplier<Duration> timeout,
      TestPayloads payloads,
      Consumer<Webhook.Id> sends) {
    this.sender = sender;
    this.signer = signer;
    this.clock = clock;
    this.timeout = timeout;
    this.payloads = payloads;
    this.sends = sends;
  }

  /**
   * Sends it and shows both sides.
   *
   * @throws Problem 429 while too many others are under way
   */
  ObjectNode send(Webhook webhook, TestPayloads.TestEvent event) {
    if (!permits.tryAcquire()) {
      throw Problem.tooManyRequests(AT_ONCE + " tests are running; wait until one ends", 1);
    }
    try {
      return sent(webhook, event);
    } finally {
      permits.release();
    }
  }

  /**
   * Sends a ping that asks whether a disabled webhook works again, whatever else is under way.
   *
   * @param number which of the pings it is, the first is 1
   */
  public Outcome recoveryPing(Webhook webhook, int number) {
    TestPayloads.TestEvent ping = payloads.recoveryPing(clock.instant(), webhook.subscription());
    return made(webhook, ping, number).attempt().outcome();
  }

  private ObjectNode sent(Webhook webhook, TestPayloads.TestEvent event) {
    Made made = made(webhook, event, 1);
    ShownRequest request = shown(webhook, made.request());
    ObjectNode shown = AttemptJson.of(event.type(), made.attempt(), request, true, true);
    String problem = event.payload().problem();
    return shown
        .put("payload", new String(made.request().payload().bytes(), UTF_8))
        .put("payloadProblem", problem.isEmpty() ? null : problem);
  }

  private Made made(Webhook webhook, TestPayloads.TestEvent event, int number) {
    Instant at = clock.instant();
    SignedRequest request =
        signer.sign(due(webhook, event, at), webhook, number, at, deadline(webhook));
    sends.accept(webhook.id());
    long began = System.nanoTime();
    Sender.Timed sent = sender.sendTimed(request);
    Attempt attempt =
        new Attempt(
            number,
            at,
            Duration.ofNanos(System.nanoTime() - began),
            sent.outcome().without(webhook.headers().values()),
            sent.timings(),
            new AttemptTarget(webhook.url(), sent.peer()),
            true,
            false);
    return new Made(request, attempt);
  }

  private record Made(SignedRequest request, Attempt attempt) {}

  private static DueDelivery due(Webhook webhook, TestPayloads.TestEvent event, Instant at) {
    Event sent = Event.of(event.type(), event.subject(), at, Snapshot.of(event.payload()));
    Delivery delivery =
        new Delivery(
            Delivery.Id.random(),
            0,
            webhook.id(),
            sent.id(),
            event.type(),
            event.subject(),
            0,
            new DeliveryState.Pending(at),
            at);
    return new DueDelivery(delivery, webhook.format().payloads().of(sent, event.payload()));
  }

  private Duration deadline(Webhook webhook) {
    int own = webhook.limits().timeoutSeconds();
    return own == 0 ? timeout.get() : Duration.ofSeconds(own);
  }

  /** As it is written; values of custom headers are secrets. */
  private static ShownRequest shown(Webhook webhook, SignedRequest request) {
    return ShownRequest.of(request, webhook.headers().keySet(), new ShownRequest.Made.AsSent());
  }
}
