package dev.carillon.server;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.tls.TlsContexts;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.external.ExternalFeature;
import dev.carillon.server.assets.preview.process.TextContent;
import dev.carillon.server.operations.ListenerChain;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.Version;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.PasswordProof;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.network.DnsResolver;
import dev.carillon.server.platform.network.TrustedCas;
import dev.carillon.server.webhooks.deliverylog.DeliveryFeature;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import dev.carillon.server.webhooks.live.LiveFeature;
import dev.carillon.server.webhooks.payload.Snapshots;
import dev.carillon.server.webhooks.payload.catalogue.CatalogueApi;
import dev.carillon.server.webhooks.registration.GuardedUrls;
import dev.carillon.server.webhooks.registration.SecretApi;
import dev.carillon.server.webhooks.registration.UrlCheck;
import dev.carillon.server.webhooks.registration.WebhookRules;
import dev.carillon.server.webhooks.registration.WebhooksApi;
import dev.carillon.server.webhooks.repair.MissedEvents;
import dev.carillon.server.webhooks.repair.RecoveryApi;
import dev.carillon.server.webhooks.repair.RepairFeature;
import dev.carillon.server.webhooks.repair.RepairPorts;
import dev.carillon.server.webhooks.stats.StatsFeature;
import dev.carillon.server.webhooks.testing.Inspectors;
import dev.carillon.server.webhooks.testing.InspectorsApi;
import dev.carillon.server.webhooks.testing.TestPayloads;
import dev.carillon.server.webhooks.testing.TestSender;
import dev.carillon.server.webhooks.testing.TestingFeature;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The room of webhooks, wired: from a recorded event to its receivers, and what shows deliveries,
 * repairs them and tries webhooks out.
 */
final class WebhookWiring {

  private static final String USER_AGENT = "Carillon/" + Version.TEXT;

  private final PlatformWiring platform;
  private final FieldWiring fields;
  private final OwnAddresses listeners;
  private final OperationsWiring operations;
  private final Store store;
  private final Snapshots snapshots;
  private final DnsResolver resolver = new DnsResolver();
  private final DeliveryJson deliveryJson;
  private final StatsFeature stats;
  private final LiveFeature feed;
  private final Inspectors inspectors;
  private final HttpSender sender;
  private final Hooks hooks;
  private final RepairFeature repairs;

  /**
   * Begins to send what is due, and teaches the jobs to repair.
   *
   * @param listeners where webhooks must not lead to
   * @param trustedCas who vouches for receivers
   */
  WebhookWiring(
      PlatformWiring platform,
      FieldWiring fields,
      OwnAddresses listeners,
      TrustedCas trustedCas,
      OperationsWiring operations,
      ResourceStack closing) {
    this.platform = platform;
    this.fields = fields;
    this.listeners = listeners;
    this.operations = operations;
    store = platform.store();
    snapshots =
        new Snapshots(
            fields.payloads(), new TextContent(new BlobStore(platform.config().files()))::ofPast);
    deliveryJson =
        new DeliveryJson(
            () -> settings().webhooks().policy().schedule().retriesMax() + 1,
            new WaitReasons(store.webhooks(), platform.clock()));
    stats =
        closing.add(
            new StatsFeature(
                platform.database(),
                store.webhooks(),
                store.log(),
                store.due(),
                platform.wall(),
                platform.clock()));
    feed =
        closing.add(
            new LiveFeature(
                store.journal(), store.log(), snapshots, deliveryJson, platform.clock()));
    operations
        .metrics()
        .gauge("sse.clients", "Clients of live streams and long polls", feed::listeners);
    inspectors = closing.add(new Inspectors(store.webhooks(), platform.wall()));
    HttpSettings settings =
        HttpSettings.standard()
            .through(platform.config().outbound())
            .trusting(TlsContexts.trusting(trustedCas));
    sender = new HttpSender(resolver, this::guard, settings);
    hooks = closing.add(startHooks());
    hooks.bytesMax(settings().webhooks().retentionBytes());
    platform.properties().onChange(this::apply);
    repairs =
        new RepairFeature(
            new RepairPorts(store, platform.database(), snapshots, hooks),
            platform.jobs(),
            deliveryJson,
            platform.wall());
  }

  private Hooks startHooks() {
    HooksListener listener =
        operations.engineListener(
            settlement -> {
              stats.settled(settlement);
              feed.settled(settlement);
            });
    HooksListener jobsStop =
        new HooksListener() {
          @Override
          public void leaseLost() {
            // they are another one's now, which has gone on with them when it started
            platform.jobs().close();
          }
        };
    return Hooks.start(
        new HooksConfig(
            store.ports(),
            sender,
            new HooksConfig.Clocks(platform.wall(), platform.clock()),
            settings().webhooks().policy(),
            settings().webhooks().retention(),
            USER_AGENT,
            new ListenerChain(List.of(listener, jobsStop))));
  }

  /** Hands over what a change has recorded. */
  void committed(Receipt receipt) {
    hooks.committed(receipt);
    feed.committed(receipt);
  }

  /** The engine. */
  Hooks hooks() {
    return hooks;
  }

  /** Streams end only if they are ended: to be closed before the listener is. */
  AutoCloseable streams() {
    return feed;
  }

  /**
   * Adds all calls about webhooks and deliveries.
   *
   * @param proof asks for the password where a secret is shown
   */
  void routes(Routes routes, PasswordProof proof) {
    GuardedUrls urls = guardedUrls();
    Consumer<Webhook.Id> changed = webhook -> hooks.webhooksChanged();
    new WebhooksApi(
            store.webhooks(),
            store.repairs(),
            new WebhookRules(fields.filters(), fields.fields(), urls),
            changed,
            platform.wall(),
            platform.clock())
        .routes(routes);
    new SecretApi(store.webhooks(), fields.fields(), changed, proof, platform.wall())
        .routes(routes);
    new RecoveryApi(
            store.webhooks(), new MissedEvents(store.repairs(), snapshots, hooks::recovered))
        .routes(routes);
    new DeliveryFeature(store.log(), store.attempts(), store.webhooks(), deliveryJson, USER_AGENT)
        .routes(routes);
    feed.routes(routes);
    stats.routes(routes);
    repairs.routes(routes);
    TestSender tests =
        new TestSender(
            sender,
            USER_AGENT,
            platform.wall(),
            () -> settings().webhooks().policy().timeout(),
            inspectors::remember);
    new TestingFeature(store.webhooks(), tests, new TestPayloads(fields.payloads()), urls)
        .routes(routes);
    new InspectorsApi(inspectors).routes(routes);
    new CatalogueApi(platform.catalogue(), store.webhooks()).routes(routes);
  }

  /** How external engines are reached: as receivers of webhooks are. */
  ExternalFeature.Outside outside(Supplier<String> baseUrl) {
    GuardedUrls urls = guardedUrls();
    return new ExternalFeature.Outside(
        platform.requestKey().bytes(),
        sender,
        USER_AGENT,
        () -> settings().webhooks().policy().timeout(),
        () -> settings().externalProcessingTimeout(),
        baseUrl,
        (field, url) -> {
          if (urls.check(url) instanceof UrlCheck.Verdict.Refused(String allowed)) {
            throw Problem.badField(field, url, allowed);
          }
        });
  }

  private GuardedUrls guardedUrls() {
    return new GuardedUrls(resolver, this::guard, () -> settings().webhooks().requireHttps());
  }

  private void apply(ClusterSettings changed) {
    hooks.policy(changed.webhooks().policy());
    hooks.retention(changed.webhooks().retention());
    hooks.bytesMax(changed.webhooks().retentionBytes());
  }

  private AddressGuard guard() {
    return listeners.guard(settings().webhooks().allowedNetworks(), inspectors.socket());
  }

  private ClusterSettings settings() {
    return platform.settings();
  }
}
