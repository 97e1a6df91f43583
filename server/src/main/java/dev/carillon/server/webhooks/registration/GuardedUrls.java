package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.server.platform.http.AuditNote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Refuses what the address guard would block at every attempt. The guard is asked again then: what
 * this says is for the administrator's eyes, not for safety. Its rules are asked for every time.
 *
 * @param httpsOnly whether {@code webHooksRequireHttps} is set
 */
public record GuardedUrls(
    Resolver resolver, Supplier<AddressGuard> guard, BooleanSupplier httpsOnly)
    implements UrlCheck {

  private static final String HOW_TO_OPEN =
      "; an operator opens it with the cluster property webHooksAllowedNetworks, for instance"
          + " webHooksAllowedNetworks=";
  private static final Duration LOOK_UP_MAX = Duration.ofSeconds(3);

  @Override
  public Verdict check(String url) {
    TargetUrl target;
    try {
      target = TargetUrl.parse(url);
    } catch (IllegalArgumentException wrong) {
      return new Verdict.Refused(String.valueOf(wrong.getMessage()));
    }
    if (httpsOnly.getAsBoolean() && !target.secure()) {
      return new Verdict.Refused("an https URL, because webHooksRequireHttps is true");
    }
    try {
      return guarded(target, addresses(target));
    } catch (Resolver.NameNotFoundException | Resolver.NameTimeoutException unresolved) {
      return new Verdict.Doubtful(
          "'url': "
              + unresolved.getMessage()
              + " at the moment; deliveries fail until the name resolves");
    }
  }

  private List<InetAddress> addresses(TargetUrl target)
      throws Resolver.NameNotFoundException, Resolver.NameTimeoutException {
    Optional<InetAddress> literal = target.literal();
    return literal.isPresent()
        ? List.of(literal.get())
        : resolver.resolve(target.host(), LOOK_UP_MAX);
  }

  private Verdict guarded(TargetUrl target, List<InetAddress> addresses) {
    AddressGuard rules = guard.get();
    String why = "it has no address";
    String howToOpen = "";
    for (InetAddress address : addresses) {
      InetSocketAddress socket = new InetSocketAddress(address, target.port());
      Optional<String> objection = rules.objection(target.host(), socket);
      if (objection.isEmpty()) {
        return new Verdict.Accepted();
      }
      why = objection.get();
      if (!rules.isOwn(socket)) {
        howToOpen = HOW_TO_OPEN + Cidr.of(address);
      }
    }
    AuditNote.current().refused();
    return new Verdict.Refused("a URL that may be called, but " + why + howToOpen);
  }
}
