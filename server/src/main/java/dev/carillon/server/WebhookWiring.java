package dev.carillon.server;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.SqlSigningKeys;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.external.ExternalWiring;
import dev.carillon.server.assets.preview.rendition.TextContent;
import dev.carillon.server.operations.alerts.AlertWiring;
import dev.carillon.server.operations.alerts.ReceiverCertificates;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.access.PasswordProof;
import dev.carillon.server.platform.network.TrustedCas;
import dev.carillon.server.webhooks.consumers.ConsumerWiring;
import dev.carillon.server.webhooks.deliverylog.DeliveriesApi;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.deliverylog.RebuiltRequests;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import dev.carillon.server.webhooks.live.LiveWiring;
import dev.carillon.server.webhooks.payload.Snapshots;
import dev.carillon.server.webhooks.recovery.AutomaticRecovery;
import dev.carillon.server.webhooks.recovery.RecoverySteps;
import dev.carillon.server.webhooks.registration.GuardedUrls;
import dev.carillon.server.webhooks.registration.Handshakes;
import dev.carillon.server.webhooks.registration.SigningKeysApi;
import dev.carillon.server.webhooks.registration.WebhookListApi;
import dev.carillon.server.webhooks.registration.WebhooksApi;
import dev.carillon.server.webhooks.stats.AttemptSums;
import dev.carillon.server.webhooks.stats.StatsApi;
import dev.carillon.server.webhooks.summary.EventSummariesApi;
import dev.carillon.server.webhooks.template.TemplateCheck;
import dev.carillon.server.webhooks.template.TemplatesApi;
import dev.carillon.server.webhooks.testing.BuiltInReceiversApi;
import dev.carillon.server.webhooks.testing.TestPayloads;
import dev.carillon.server.webhooks.testing.TestSender;
import dev.carillon.server.webhooks.testing.TestsApi;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The area of webhooks, put together: the engine, which sends recorded events to their receivers,
 * and the calls that register webhooks, show deliveries, redeliver them and test receivers.
 */
final class WebhookWiring {

  private static final int HELD_COUNTED_MAX = 10_000;

  private final PlatformWiring platform;
  private final FieldWiring fields;
  private final OperationsWiring operations;
  private final Store store;
  private final Snapshots snapshots;
  private final DeliveryJson deliveryJson;
  private final AttemptSums sums;
  private final ReceiverCertificates certificates;
  private final LiveWiring live;
  private final ConsumerWiring consumers;
  private final SenderWiring sending;
  private final SqlSigningKeys signingKeys;
  private final HooksEngine hooks;
  private final RedeliveryWiring redelivery;
  private final TestSender tests;
  private final AutomaticRecovery recovery;
  private final EventTypeWiring eventTypes;
  private final RebuiltRequests requests;

  /**
   * Begins to send what is due, and adds the jobs that redeliver.
   *
   * @param ownAddresses where webhooks must not lead to
   * @param trustedCas whose certificates of receivers are trusted
   */
  WebhookWiring(
      PlatformWiring platform,
      FieldWiring fields,
      OwnAddresses ownAddresses,
      TrustedCas trustedCas,
      OperationsWiring operations,
      ResourceStack closing) {
    this.platform = platform;
    this.fields = fields;
    this.operations = operations;
    store = platform.store();
    eventTypes = new EventTypeWiring(platform, fields, new CustomEventTypes(platform.database()));
    Snapshots.FileTexts texts =
        new TextContent(new BlobStore(platform.files(), platform.reserve()))::ofPast;
    snapshots = new Snapshots(fields.payloads(), texts);
    fields.merger().opened(texts);
    fields.templates().serve(() -> store.webhooks().current().webhooks());
    signingKeys = openSigningKeys();
    deliveryJson =
        new DeliveryJson(
            () -> settings().webhooks().policy().schedule().retriesMax() + 1,
            new WaitReasons(store.webhooks(), platform.engineClock()));

    // what the engine tells of its attempts
    sums = closing.add(new AttemptSums(platform.database(), platform.wallClock()));
    certificates = new ReceiverCertificates(platform.database());
    live = closing.add(openLive());
    consumers = closing.add(openConsumers());
    count(operations.metrics());

    // the engine, and what it sends with
    sending = new SenderWiring(platform, ownAddresses, trustedCas, operations.metrics(), closing);
    hooks = closing.add(startEngine());
    hooks.bytesMax(settings().webhooks().retentionBytes());
    platform.properties().onChange(this::apply);
    // before the runner resumes any
    platform.jobs().add(explanations().job());

    tests = testSender();
    redelivery = RedeliveryWiring.open(platform, snapshots, hooks, tests);
    recovery = closing.add(recovery());
    recovery.start();
    requests = new RebuiltRequests(store.webhooks(), SenderWiring.USER_AGENT, signingKeys.past());
    closing.add(proofs().sealer()).start();
  }

  private SqlSigningKeys openSigningKeys() {
    SqlSigningKeys keys = new SqlSigningKeys(platform.database(), platform.cipher());
    if (store.webhooks().current().webhooks().stream().anyMatch(one -> one.format().ed25519())) {
      // they may have been lost with the key that encrypted them
      var _ = keys.make(platform.wallClock().instant());
    }
    return keys;
  }

  private LiveWiring openLive() {
    return LiveWiring.open(
        store.journal(),
        store.log(),
        snapshots,
        deliveryJson,
        platform.engineClock(),
        platform.otherServers().any(),
        new LiveWiring.Looking(fields.filters(), fields.fields(), platform.cpu()));
  }

  private ConsumerWiring openConsumers() {
    return ConsumerWiring.open(
        store.webhooks(),
        store.consumers(),
        new RequestSigner(SenderWiring.USER_AGENT, signingKeys),
        live::permit,
        platform.machineClock(),
        platform.engineClock());
  }

  private void count(Metrics metrics) {
    metrics.counter(
        "webhook.template.failures",
        "Payloads that were sent as they are because the webhook's template failed",
        fields.templates()::failures);
    metrics.gauge("sse.clients", "Clients of live streams and long polls", live::clients);
  }

  private TestSender testSender() {
    return new TestSender(
        sending.sender(),
        new RequestSigner(SenderWiring.USER_AGENT, signingKeys),
        platform.machineClock(),
        () -> settings().webhooks().policy().timeout(),
        new TestPayloads(fields.payloads(), eventTypes.custom()),
        hooks::extraRequest);
  }

  private AutomaticRecovery recovery() {
    return new AutomaticRecovery(
        platform.database(),
        store.webhooks(),
        platform.jobs(),
        platform.engineClock(),
        () -> settings().webhooks().recoveryDelays(),
        new RecoverySteps(
            platform.database(),
            store.webhooks(),
            hooks,
            platform.jobs(),
            redelivery.recover(),
            tests,
            platform.audit(),
            platform.wallClock(),
            platform.engineClock()));
  }

  private HooksEngine startEngine() {
    HooksListener attempts =
        operations.engineListener(
            settlement -> {
              sums.settled(settlement);
              certificates.settled(settlement);
              live.settled(settlement);
            });
    return HooksEngine.start(
        new HooksConfig(
            store.ports(),
            sending.sender(),
            new HooksConfig.Clocks(platform.machineClock(), platform.engineClock()),
            settings().webhooks().policy(),
            settings().webhooks().retention(),
            SenderWiring.USER_AGENT,
            attempts,
            signingKeys));
  }

  /** Hands over what a change has recorded. */
  void committed(Receipt receipt) {
    hooks.committed(receipt);
    live.committed(receipt);
    consumers.committed();
  }

  /** The engine. */
  HooksEngine hooks() {
    return hooks;
  }

  /** Streams end only if they are ended: to be closed before the listener is. */
  AutoCloseable streams() {
    return () -> {
      consumers.close();
      live.close();
    };
  }

  /**
   * Adds all calls about webhooks and deliveries.
   *
   * @param proof asks for the password where a secret is shown
   */
  void routes(Routes routes, PasswordProof proof) {
    GuardedUrls urls = sending.urls();
    TemplateCheck templates = new TemplateCheck(fields.templates(), eventTypes.all());
    new WebhooksApi(
            store.webhooks(),
            store.deliveryActions(),
            webhook -> store.log().held(webhook, HELD_COUNTED_MAX),
            fields.filters(),
            eventTypes.custom(),
            fields.fields(),
            urls,
            new Handshakes(
                sending.sender()::sendOptions, SenderWiring.USER_AGENT, platform.wallClock()),
            this::makeSigningKey,
            templates::check,
            webhook -> {
              hooks.webhooksChanged();
              fields.templates().prepare();
            },
            proof,
            recovery::state,
            platform.wallClock(),
            platform.engineClock())
        .routes(routes);
    new SigningKeysApi(signingKeys, platform.wallClock()).routes(routes);
    new DeliveriesApi(store.log(), store.attempts(), deliveryJson, requests).routes(routes);
    proofs().routes(routes);
    live.routes(routes);
    new EventSummariesApi(
            store.journal(),
            new Snapshots(fields.payloads(), Snapshots.FileTexts.NONE),
            store.log())
        .routes(routes);
    explanations().routes(routes);
    consumers.routes(routes);
    addSums(routes);
    redelivery.routes(routes, deliveryJson);
    addTests(routes, urls, templates);
    new TemplatesApi(fields.templates(), eventTypes.all(), store.journal(), snapshots)
        .routes(routes);
    new BuiltInReceiversApi(sending.receivers()).routes(routes);
    eventTypes.routes(routes);
  }

  private void addTests(Routes routes, GuardedUrls urls, TemplateCheck templates) {
    TestPayloads payloads = new TestPayloads(fields.payloads(), eventTypes.custom());
    new TestsApi(
            store.webhooks(),
            tests,
            payloads,
            urls,
            sending.receivers(),
            templates,
            this::makeSigningKey)
        .routes(routes);
  }

  private void addSums(Routes routes) {
    new WebhookListApi(
            store.webhooks(), store.log(), platform.wallClock(), platform.engineClock(), sums)
        .routes(routes);
    new StatsApi(
            store.webhooks(),
            store.log(),
            store.due(),
            platform.wallClock(),
            platform.engineClock(),
            sums)
        .routes(routes);
  }

  /** The first, if there is none that signs. */
  private void makeSigningKey(Instant now) {
    var _ = signingKeys.make(now);
  }

  /** The event types there are, and the calls about them. */
  EventTypeWiring eventTypes() {
    return eventTypes;
  }

  private ExplainWiring explanations() {
    return new ExplainWiring(
        platform,
        fields,
        snapshots,
        deliveryJson.waits(),
        webhook -> recovery.state(webhook),
        eventTypes.custom());
  }

  private ProofWiring proofs() {
    return new ProofWiring(platform, requests);
  }

  /** How external engines are reached: as receivers of webhooks are. */
  ExternalWiring.Outside outside(Supplier<String> baseUrl) {
    return sending.outside(baseUrl);
  }

  /** How alerts leave the server: as requests of webhooks do, by e-mail, and as events. */
  AlertWiring.Outside alertsOutside(Supplier<String> baseUrl, Changes changes) {
    return new AlertWiring.Outside(
        platform.mail(),
        sending.sender(),
        SenderWiring.USER_AGENT,
        sending.outside(baseUrl).urls()::check,
        baseUrl,
        new AlertWiring.Recording(changes, fields.payloads(), platform.wallClock()));
  }

  /** The certificates that receivers showed. */
  ReceiverCertificates certificates() {
    return certificates;
  }

  private void apply(ClusterSettings changed) {
    hooks.policy(changed.webhooks().policy());
    hooks.retention(changed.webhooks().retention());
    hooks.bytesMax(changed.webhooks().retentionBytes());
  }

  private ClusterSettings settings() {
    return platform.settings();
  }
}
