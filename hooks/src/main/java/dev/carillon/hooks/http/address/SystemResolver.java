package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The platform's look-up with a deadline, for embedders without a better one. It runs on a few
 * platform threads, since it would stall the carriers of virtual threads, and once for each name at
 * a time. While all threads wait for silent name servers, other names time out as well; and a name
 * server that fails is told as a name that does not exist, since the platform does not say.
 */
public final class SystemResolver implements Resolver, AutoCloseable {

  private static final int THREADS = 4;

  private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("carillon-look-up-", 1).factory());
  private final LookUp lookUp;

  /** A resolver that asks the platform. */
  public SystemResolver() {
    this(host -> List.of(InetAddress.getAllByName(host)));
  }

  SystemResolver(LookUp lookUp) {
    this.lookUp = lookUp;
  }

  @Override
  public List<InetAddress> resolve(String host, Duration deadline)
      throws NameNotFoundException, NameTimeoutException {
    try {
      return begin(host).get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException unknown) {
      throw new NameNotFoundException(host);
    } catch (TimeoutException silent) {
      throw new NameTimeoutException(host);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new NameTimeoutException(host);
    }
  }

  private CompletableFuture<List<InetAddress>> begin(String host) {
    CompletableFuture<List<InetAddress>> fresh = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> before = running.putIfAbsent(host, fresh);
    if (before != null) {
      return before;
    }
    threads.execute(
        () -> {
          try {
            fresh.complete(lookUp.addresses(host));
          } catch (UnknownHostException | RuntimeException failure) {
            fresh.completeExceptionally(failure);
          } finally {
            running.remove(host);
          }
        });
    return fresh;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Asks, and waits for as long as it takes. */
  @FunctionalInterface
  interface LookUp {
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }
}
