package dev.carillon.server;

import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.tls.TlsContexts;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.assets.preview.external.ExternalWiring;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.network.DnsResolver;
import dev.carillon.server.platform.network.TrustedCas;
import dev.carillon.server.webhooks.registration.GuardedUrls;
import dev.carillon.server.webhooks.registration.UrlCheck;
import dev.carillon.server.webhooks.testing.BuiltInReceivers;
import java.util.function.Supplier;

/** What requests to receivers are sent with, and which addresses they may reach. */
final class SenderWiring {

  static final String USER_AGENT = "Carillon/" + ProductVersion.TEXT;

  private final PlatformWiring platform;
  private final OwnAddresses ownAddresses;
  private final DnsResolver resolver = new DnsResolver();
  private final BuiltInReceivers receivers;
  private final HttpSender sender;

  /**
   * Opens the sender and the receivers of this server.
   *
   * @param ownAddresses where webhooks must not lead to
   * @param trustedCas whose certificates of receivers are trusted
   */
  SenderWiring(
      PlatformWiring platform,
      OwnAddresses ownAddresses,
      TrustedCas trustedCas,
      Metrics metrics,
      ResourceStack closing) {
    this.platform = platform;
    this.ownAddresses = ownAddresses;
    receivers =
        closing.add(
            new BuiltInReceivers(
                platform.database(),
                webhooks(),
                platform.wallClock(),
                platform.otherServers().any(),
                () -> platform.store().lease().view().alone()));
    sender =
        new HttpSender(
            resolver,
            this::guard,
            HttpSettings.standard()
                .through(platform.config().outbound())
                .trusting(TlsContexts.trusting(trustedCas))
                .by(platform.engineClock()));
    for (String outcome : sender.tokenFetches().keySet()) {
      metrics.counter(
          "token.fetches",
          "Requests of access tokens for webhooks with a login",
          "outcome",
          outcome,
          () -> sender.tokenFetches().getOrDefault(outcome, 0L));
    }
  }

  private Webhooks webhooks() {
    return platform.store().webhooks();
  }

  HttpSender sender() {
    return sender;
  }

  BuiltInReceivers receivers() {
    return receivers;
  }

  /** Which URLs a webhook may have. */
  GuardedUrls urls() {
    return new GuardedUrls(resolver, this::guard, () -> settings().webhooks().requireHttps());
  }

  /** How external engines are reached: as receivers of webhooks are. */
  ExternalWiring.Outside outside(Supplier<String> baseUrl) {
    GuardedUrls urls = urls();
    return new ExternalWiring.Outside(
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

  private AddressGuard guard() {
    return ownAddresses.guard(settings().webhooks().allowedNetworks(), receivers.sockets());
  }

  private ClusterSettings settings() {
    return platform.settings();
  }
}
