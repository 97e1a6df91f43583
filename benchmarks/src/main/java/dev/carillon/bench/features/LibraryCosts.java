package dev.carillon.bench.features;

import com.sun.management.OperatingSystemMXBean;
import dev.carillon.bench.embedded.BodySnapshot;
import dev.carillon.bench.embedded.EmbeddedHooks;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The library as in {@code p1}, with one webhook: a number of events is published, signed, sent and
 * settled. Counted is the processor time of this process for each event, from the first publication
 * until the last result is stored.
 */
final class LibraryCosts {

  private static final String TYPE = "bench.event";
  private static final String OWNER = "acme";
  private static final int CALLERS = 64;
  private static final int CONNECTIONS = 64;
  private static final int BATCH = 100;
  private static final int DEBOUNCED = 10;

  /** Signatures by Ed25519 take hundreds of microseconds. */
  private static final double FEW = 0.1;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final RunningReceiver receiver;
  private final Path folder;
  private final int events;

  /**
   * Nothing is measured yet.
   *
   * @param events in a round of each; a multiple of 64,000 divides evenly
   */
  LibraryCosts(RunningReceiver receiver, Path folder, int events) {
    this.receiver = receiver;
    this.folder = folder;
    this.events = events;
  }

  static List<Feature> features(String tokenUrl) {
    return List.of(
        Feature.of(Costs.PLAIN, webhook -> webhook),
        new Feature("batch", 1, BATCH, 1, "", webhook -> webhook.batch(BATCH, 60)),
        new Feature("debounce", 1, DEBOUNCED, DEBOUNCED, "", webhook -> webhook.debounce(1, 60)),
        Feature.of(
            "cloudevents-structured",
            webhook -> webhook.format(format(CloudEvents.Mode.STRUCTURED))),
        Feature.of(
            "cloudevents-binary", webhook -> webhook.format(format(CloudEvents.Mode.BINARY))),
        new Feature("v1a", FEW, 1, 1, "", webhook -> webhook.signedByEd25519(true)),
        Feature.of(
            "oauth",
            webhook ->
                webhook.login(
                    new ReceiverLogin(
                        tokenUrl, "bench", "secret", "", "", ReceiverLogin.ClientProof.BASIC))),
        Feature.of(
            "adaptiveConcurrency",
            webhook -> webhook.rules(DeliveryRules.DEFAULT.withAdaptiveConcurrency(true))),
        new Feature("owner", 1, 1, 1, OWNER, webhook -> webhook.owner(OWNER)));
  }

  private static CloudEvents format(CloudEvents.Mode mode) {
    return new CloudEvents(mode, "https://bench.example", "com.example.", "");
  }

  /** One round; microseconds for each event. */
  double round(Feature feature) throws IOException, InterruptedException {
    Folder.empty(folder);
    Settled settled = new Settled(0);
    int each = (int) (events * feature.share()) / CALLERS;
    long published = (long) each * CALLERS;
    long expected = published / feature.perDelivery();
    WebhookRegistration webhook =
        feature
            .settings()
            .apply(
                WebhookRegistration.of("bench", receiver.url("/webhook"))
                    .types(TYPE)
                    .maxConcurrent(CONNECTIONS));
    try (EmbeddedHooks hooks = EmbeddedHooks.sqlite(folder, List.of(webhook), settled)) {
      long before = SYSTEM.getProcessCpuTime();
      publish(hooks, feature, each);
      var _ = settled.awaitAll(expected);
      long used = SYSTEM.getProcessCpuTime() - before;
      hooks.checkDelivered(expected);
      Tally came = receiver.report();
      if (came.size() != expected || came.total() != expected) {
        throw new IOException(
            "%s: %,d requests of %,d deliveries came, not %,d"
                .formatted(feature.name(), came.total(), came.size(), expected));
      }
      return used / 1e3 / published;
    }
  }

  private static void publish(EmbeddedHooks hooks, Feature feature, int each)
      throws IOException, InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, CALLERS)
              .mapToObj(caller -> executor.submit(() -> publish(hooks, feature, each, caller)))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("a caller failed", failed.getCause());
    }
  }

  private static Void publish(EmbeddedHooks hooks, Feature feature, int each, int caller) {
    for (int i = 0; i < each; i++) {
      String subject = "subject-" + caller + "-" + i / feature.perSubject();
      long number = (long) caller * each + i;
      Event event = Event.of(new EventType(TYPE), subject, Instant.now(), BodySnapshot.of(number));
      var _ = hooks.append(feature.owner().isEmpty() ? event : event.ownedBy(feature.owner()));
    }
    return null;
  }
}
