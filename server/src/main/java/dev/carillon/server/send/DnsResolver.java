package dev.carillon.server.send;

import dev.carillon.hooks.send.Resolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Looks names up with dnsjava: hosts file first, then the system's name servers, with a deadline
 * and without holding a carrier thread. The platform's own look-up has no deadline: a few hundred
 * silent ones stall every virtual thread.
 */
public final class DnsResolver implements Resolver {

  private final LookupSession session;

  /** Asks the hosts file and the system's name servers. */
  public DnsResolver() {
    this(LookupSession.defaultBuilder().build());
  }

  DnsResolver(LookupSession session) {
    this.session = session;
  }

  @Override
  public List<InetAddress> resolve(String host, Duration deadline)
      throws NameNotFoundException, NameTimeoutException {
    if (host.indexOf(':') >= 0 || host.chars().noneMatch(Character::isLetter)) {
      return List.of(literal(host));
    }
    Name name = name(host);
    var v4 = session.lookupAsync(name, Type.A).toCompletableFuture();
    var v6 = session.lookupAsync(name, Type.AAAA).toCompletableFuture();
    long until = System.nanoTime() + deadline.toNanos();
    List<InetAddress> found = new ArrayList<>();
    boolean silent = !await(v4, until, found);
    silent |= !await(v6, until, found);
    if (!found.isEmpty()) {
      return found;
    }
    if (silent) {
      throw new NameTimeoutException(host);
    }
    throw new NameNotFoundException(host);
  }

  /** Never asks the platform, whose look-up has no deadline. */
  private static InetAddress literal(String host) throws NameNotFoundException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException notOne) {
      throw new NameNotFoundException(host);
    }
  }

  private static Name name(String host) throws NameNotFoundException {
    try {
      return Name.fromString(host + ".");
    } catch (TextParseException notOne) {
      throw new NameNotFoundException(host);
    }
  }

  /** Adds the addresses of an answer; false where there was none in time. */
  private static boolean await(
      CompletableFuture<LookupResult> answer, long until, List<InetAddress> found) {
    try {
      LookupResult result = answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      result.getRecords().stream().map(DnsResolver::address).forEach(found::add);
      return true;
    } catch (ExecutionException failure) {
      return failure.getCause() instanceof NoSuchDomainException
          || failure.getCause() instanceof NoSuchRRSetException;
    } catch (TimeoutException silent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static InetAddress address(Record record) {
    return switch (record) {
      case ARecord v4 -> v4.getAddress();
      case AAAARecord v6 -> v6.getAddress();
      default -> throw new IllegalStateException("asked for addresses, got " + record);
    };
  }
}
