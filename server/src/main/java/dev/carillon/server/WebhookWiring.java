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
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.external.ExternalFeature;
import dev.carillon.server.assets.preview.process.TextContent;
import dev.carillon.server.operations.ListenerChain;
import dev.carillon.server.operations.ObserveFeature;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.Version;
import dev.carillon.server.platform.database.OpenStore;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.PasswordProof;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.network.DnsResolver;
import dev.carillon.server.platform.network.TrustedCas;
import dev.carillon.server.webhooks.deliverylog.DeliveryFeature;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.deliverylog.Waits;
import dev.carillon.server.webhooks.live.FeedFeature;
import dev.carillon.server.webhooks.payload.AssetFilters;
import dev.carillon.server.webhooks.payload.JsonPayloads;
import dev.carillon.server.webhooks.payload.Snapshots;
import dev.carillon.server.webhooks.registration.GuardedUrls;
import dev.carillon.server.webhooks.registration.MissedEvents;
import dev.carillon.server.webhooks.registration.RecoveryApi;
import dev.carillon.server.webhooks.registration.SecretApi;
import dev.carillon.server.webhooks.registration.UrlCheck;
import dev.carillon.server.webhooks.registration.WebhookRules;
import dev.carillon.server.webhooks.registration.WebhooksApi;
import dev.carillon.server.webhooks.repair.Engine;
import dev.carillon.server.webhooks.repair.RepairFeature;
import dev.carillon.server.webhooks.repair.RepairPorts;
import dev.carillon.server.webhooks.stats.StatsFeature;
import dev.carillon.server.webhooks.testing.Inspectors;
import dev.carillon.server.webhooks.testing.InspectorsApi;
import dev.carillon.server.webhooks.testing.Samples;
import dev.carillon.server.webhooks.testing.TestSender;
import dev.carillon.server.webhooks.testing.TestingFeature;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The half of the server that rings, wired by hand: from a recorded event to its receivers, and
 * what shows deliveries, repairs them and tries webhooks out.
 */
final class WebhookWiring {

  private static final String USER_AGENT = "Carillon/" + Version.TEXT;

  private final Ground ground;
  private final Store store;
  private final Snapshots snapshots;
  private final DnsResolver resolver = new DnsResolver();
  private final DeliveryJson deliveryJson;
  private final StatsFeature stats;
  private final FeedFeature feed;
  private final Inspectors inspectors;
  private final HttpSender sender;
  private final Hooks hooks;
  private volatile @Nullable JobRunner jobs;

  /**
   * What it stands on.
   *
   * @param wall the wall clock
   */
  record Ground(
      ServerConfig config,
      ClusterProperties properties,
      Listeners listeners,
      ObserveFeature observe,
      OpenStore open,
      JsonPayloads payloads,
      TrustedCas trustedCas,
      InstantSource wall) {}

  /** Begins to send what is due. */
  WebhookWiring(Ground ground, ResourceStack closing) {
    this.ground = ground;
    this.store = ground.open().store();
    this.snapshots =
        new Snapshots(
            ground.payloads(), new TextContent(new BlobStore(ground.config().files()))::ofPast);
    this.deliveryJson =
        new DeliveryJson(
            () -> settings().webhooks().policy().schedule().retriesMax() + 1,
            new Waits(store.webhooks(), clock()));
    this.stats =
        closing.add(
            new StatsFeature(
                ground.open().database(),
                new StatsFeature.Ports(
                    store.webhooks(), store.log(), store.due(), ground.wall(), clock())));
    this.feed =
        closing.add(
            new FeedFeature(
                new FeedFeature.Ports(
                    store.journal(), store.log(), snapshots, deliveryJson, clock())));
    ground
        .observe()
        .metrics()
        .gauge("sse.clients", "Callers that follow a stream or wait in a poll", feed::listeners);
    this.inspectors = closing.add(new Inspectors(store.webhooks(), ground.wall()));
    this.sender =
        new HttpSender(
            resolver,
            this::guard,
            HttpSettings.standard()
                .through(ground.config().outbound())
                .trusting(TlsContexts.trusting(ground.trustedCas())));
    this.hooks = closing.add(startHooks());
    hooks.bytesMax(settings().webhooks().retentionBytes());
    ground.properties().onChange(this::apply);
  }

  private Hooks startHooks() {
    HooksListener listener =
        ground
            .observe()
            .listener(
                settlement -> {
                  stats.settled(settlement);
                  feed.settled(settlement);
                });
    HooksListener jobsStop =
        new HooksListener() {
          @Override
          public void leaseLost() {
            JobRunner running = jobs;
            if (running != null) {
              // they are another one's now, which has gone on with them when it started
              running.close();
            }
          }
        };
    return Hooks.start(
        new HooksConfig(
            store.ports(),
            sender,
            new HooksConfig.Clocks(ground.wall(), clock()),
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

  /** Teaches the jobs to repair; before they are resumed. */
  RepairFeature repairs(JobRunner jobs) {
    this.jobs = jobs;
    return new RepairFeature(
        new RepairPorts(
            store,
            ground.open().database(),
            snapshots,
            new Engine(hooks::resent, hooks::recovered, hooks::cancelled, hooks::webhooksChanged)),
        jobs,
        deliveryJson,
        ground.wall());
  }

  /** Adds all calls about webhooks and deliveries but the repairs. */
  void routes(Routes routes, AssetFilters filters, FieldRegistry fields) {
    GuardedUrls urls = guardedUrls();
    new WebhooksApi(
            store.webhooks(),
            store.repairs(),
            new WebhookRules(filters, fields, urls),
            changed -> hooks.webhooksChanged(),
            ground.wall(),
            clock())
        .routes(routes);
    new RecoveryApi(
            store.webhooks(), new MissedEvents(store.repairs(), snapshots, hooks::recovered))
        .routes(routes);
    new DeliveryFeature(
            new DeliveryFeature.Ports(store.log(), store.attempts(), store.webhooks()),
            deliveryJson,
            USER_AGENT)
        .routes(routes);
    feed.routes(routes);
    stats.routes(routes);
    new TestingFeature(
            store.webhooks(),
            new TestSender(
                sender,
                USER_AGENT,
                ground.wall(),
                () -> settings().webhooks().policy().timeout(),
                inspectors::remember),
            new Samples(ground.payloads()),
            urls)
        .routes(routes);
    new InspectorsApi(inspectors).routes(routes);
  }

  /** Adds the calls that show a webhook's secret and end its overlap. */
  void secretRoutes(Routes routes, FieldRegistry fields, PasswordProof proof) {
    new SecretApi(
            store.webhooks(), fields, changed -> hooks.webhooksChanged(), proof, ground.wall())
        .routes(routes);
  }

  /** How external engines are reached: as receivers of webhooks are. */
  ExternalFeature.Outside outside(byte[] key, Supplier<String> baseUrl) {
    GuardedUrls urls = guardedUrls();
    return new ExternalFeature.Outside(
        key,
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
    return ground.listeners().guard(settings().webhooks().allowedNetworks(), inspectors.socket());
  }

  private InstantSource clock() {
    return ground.open().clock();
  }

  private ClusterSettings settings() {
    return ground.properties().settings();
  }
}
