package dev.carillon.bench.job;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Duel;
import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.embedded.EmbeddedHooks;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhook.Subscription;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** P1: durable events, signed, sent, settled with their log; embedded, on SQLite. */
public final class WholeJob implements Program {

  static final int FAN_OUT = 3;
  static final int CONNECTIONS = 64;

  /** Each waits until its event is durable: fewer would measure how long one waits. */
  static final int CALLERS = 256;

  /** Deliveries that may be owed at a time: enough for full batches, no webhook is spilled. */
  static final int OWED_MAX = 6000;

  @Override
  public String purpose() {
    return "the whole job on SQLite: recorded, signed, sent, settled";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    System.out.printf(
        "settings: payload %d bytes, fan-out %d, %d callers, %d connections, at most %d deliveries"
            + " owed, store on %s%n",
        Bodies.BYTES,
        FAN_OUT,
        CALLERS,
        CONNECTIONS,
        OWED_MAX,
        Files.getFileStore(options.work()).type());
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      Result result =
          new Duel(
                  new BareJob(receiver, () -> BareBlobs.open(options.work().resolve("bare"))),
                  job(receiver, options, CALLERS),
                  List.of(new BareSender(receiver)),
                  "deliveries/s")
              .fight(options);
      return FewerCallers.beside(result, job(receiver, options, FewerCallers.CALLERS), options);
    }
  }

  /** The product alone, to be measured by other programs. */
  public static Contender product(RunningReceiver receiver, Options options) {
    return job(receiver, options, CALLERS);
  }

  private static EmbeddedJob job(RunningReceiver receiver, Options options, int callers) {
    return new EmbeddedJob(
        "p1", receiver, options.work().resolve("store"), EmbeddedHooks::sqlite, callers);
  }

  /** As many as the fan-out, with all connections shared out among them. */
  static List<Webhook> webhooks(RunningReceiver receiver) {
    List<Webhook> webhooks = new ArrayList<>();
    for (int i = 0; i < FAN_OUT; i++) {
      int connections = CONNECTIONS / FAN_OUT + (i < CONNECTIONS % FAN_OUT ? 1 : 0);
      Webhook plain =
          Webhook.of(
              "bench " + i,
              receiver.url("/webhook" + i),
              Subscription.to(Callers.TYPE),
              Instant.now());
      webhooks.add(limited(plain, connections));
    }
    return webhooks;
  }

  /** The same, to be registered. */
  static List<WebhookRegistration> registrations(RunningReceiver receiver) {
    return webhooks(receiver).stream()
        .map(
            webhook ->
                WebhookRegistration.of(webhook.name(), webhook.url())
                    .types(Callers.TYPE.name())
                    .maxConcurrent(webhook.limits().maxConcurrent()))
        .toList();
  }

  private static Webhook limited(Webhook webhook, int connections) {
    return webhook.toBuilder().limits(new WebhookLimits(0, connections, 0, Ordering.NONE)).build();
  }
}
