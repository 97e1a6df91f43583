package dev.carillon.server.platform.network;

import dev.carillon.hooks.http.address.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
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

  /** Addresses of one family are enough: a server that is silent about the other costs no more. */
  private static final long OTHER_FAMILY_NANOS = 100_000_000;

  /** Addresses that nearly every machine has a way to are worth more patience. */
  private static final long IPV4_NANOS = 1_500_000_000;

  private final NameServers servers;

  /** Asks the hosts file and the system's name servers. */
  public DnsResolver() {
    this(new NameServers());
  }

  DnsResolver(NameServers servers) {
    this.servers = servers;
  }

  @Override
  public List<InetAddress> resolve(String host, Duration deadline)
      throws NameNotFoundException, NameTimeoutException {
    if (host.indexOf(':') >= 0 || host.chars().noneMatch(Character::isLetter)) {
      return List.of(literal(host));
    }
    Name name = name(host);
    LookupSession session = servers.session();
    var v4 = session.lookupAsync(name, Type.A).toCompletableFuture();
    var v6 = session.lookupAsync(name, Type.AAAA).toCompletableFuture();
    boolean answered = await(v4, v6, deadline);
    List<InetAddress> found = new ArrayList<>();
    addTo(found, v4);
    addTo(found, v6);
    if (!found.isEmpty()) {
      return found;
    }
    if (!answered || failed(v4) || failed(v6)) {
      servers.doubt();
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

  /**
   * Waits for both answers; once one of them has addresses, only a little longer for the other.
   * Whether both came.
   */
  private static boolean await(
      CompletableFuture<LookupResult> v4, CompletableFuture<LookupResult> v6, Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    CompletableFuture<?> both = CompletableFuture.allOf(v4, v6);
    CompletableFuture<?> enough = CompletableFuture.anyOf(ended(both), some(v4), some(v6));
    if (!isDoneIn(until - System.nanoTime(), enough)) {
      return false;
    }
    long patience = v4.isDone() ? OTHER_FAMILY_NANOS : IPV4_NANOS;
    return isDoneIn(Math.min(until - System.nanoTime(), patience), ended(both));
  }

  /** Ends with the other, whether that fails or not. */
  private static CompletableFuture<Boolean> ended(CompletableFuture<?> other) {
    return other.handle((result, failure) -> true);
  }

  /** Ends when the answer has addresses, else never. */
  private static CompletableFuture<Boolean> some(CompletableFuture<LookupResult> answer) {
    CompletableFuture<Boolean> some = new CompletableFuture<>();
    var _ =
        answer.thenAccept(
            result -> {
              if (!result.getRecords().isEmpty()) {
                some.complete(true);
              }
            });
    return some;
  }

  private static boolean isDoneIn(long nanos, CompletableFuture<?> expected) {
    try {
      expected.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a failure is a response as well", impossible);
    } catch (TimeoutException silent) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void addTo(List<InetAddress> found, CompletableFuture<LookupResult> answer) {
    if (answer.state() == Future.State.SUCCESS) {
      answer.resultNow().getRecords().stream().map(DnsResolver::address).forEach(found::add);
    }
  }

  /** Whether the name server gave an answer that says neither yes nor no. */
  private static boolean failed(CompletableFuture<LookupResult> answer) {
    return answer.state() == Future.State.FAILED
        && !(answer.exceptionNow() instanceof NoSuchDomainException
            || answer.exceptionNow() instanceof NoSuchRRSetException);
  }

  private static InetAddress address(Record record) {
    return switch (record) {
      case ARecord v4 -> v4.getAddress();
      case AAAARecord v6 -> v6.getAddress();
      default -> throw new IllegalStateException("asked for addresses, got " + record);
    };
  }

  /**
   * The system's name servers, which change when a machine comes into another network. They are
   * read again when the file that names them was written, or after one was silent; what is known of
   * names is kept while the servers stay the same.
   */
  static final class NameServers {

    private static final Path FILE = Path.of("/etc/resolv.conf");
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final FileTime NO_FILE = FileTime.fromMillis(0);

    private final Path file;
    private final long everyNanos;
    private final Supplier<List<InetSocketAddress>> read;
    private final Supplier<LookupSession> make;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean doubted;
    private volatile Known known;

    /** The name servers of this system. */
    NameServers() {
      this(FILE, LOOK_EVERY, NameServers::configured, () -> LookupSession.defaultBuilder().build());
    }

    /**
     * The name servers that this reads.
     *
     * @param file names them; there may be none
     * @param every so often the file is looked at, at most
     * @param read reads which they are now
     * @param make makes a session that asks those that were read last
     */
    NameServers(
        Path file,
        Duration every,
        Supplier<List<InetSocketAddress>> read,
        Supplier<LookupSession> make) {
      this.file = file;
      this.everyNanos = every.toNanos();
      this.read = read;
      this.make = make;
      this.known = new Known(written(), read.get(), make.get(), System.nanoTime());
    }

    private static List<InetSocketAddress> configured() {
      ResolverConfig.refresh();
      return ResolverConfig.getCurrentConfig().servers();
    }

    /** Asks the servers of this moment. */
    LookupSession session() {
      if (System.nanoTime() - known.at >= everyNanos && looking.tryLock()) {
        try {
          known = look(known);
        } finally {
          looking.unlock();
        }
      }
      return known.session;
    }

    /** One did not answer: perhaps it is not to be asked any more. */
    void doubt() {
      doubted = true;
    }

    private Known look(Known before) {
      FileTime written = written();
      long now = System.nanoTime();
      if (written.equals(before.written) && !doubted) {
        return new Known(written, before.servers, before.session, now);
      }
      doubted = false;
      List<InetSocketAddress> servers = read.get();
      LookupSession session = servers.equals(before.servers) ? before.session : make.get();
      return new Known(written, servers, session, now);
    }

    private FileTime written() {
      try {
        return Files.getLastModifiedTime(file);
      } catch (IOException none) {
        return NO_FILE;
      }
    }

    /**
     * What was found last.
     *
     * @param written when the file was written
     * @param at when it was looked at
     */
    private record Known(
        FileTime written, List<InetSocketAddress> servers, LookupSession session, long at) {}
  }
}
