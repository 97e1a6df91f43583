package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.send.http.Exchanges;
import java.util.function.Supplier;

/**
 * Step ⑤ over HTTP/1.1: one POST with exactly the given headers and bytes, written in one piece,
 * and one answer, read strictly and within limits. One deadline covers the whole attempt.
 */
public final class HttpSender implements Sender {

  private final Exchanges exchanges;

  /**
   * A sender with standard settings.
   *
   * @param resolver looks names up
   * @param guard the guard as it is now, asked at every attempt
   */
  public HttpSender(Resolver resolver, Supplier<AddressGuard> guard) {
    this(resolver, guard, HttpSettings.standard());
  }

  /** A sender with these settings. */
  public HttpSender(Resolver resolver, Supplier<AddressGuard> guard, HttpSettings settings) {
    this.exchanges = new Exchanges(resolver, guard, settings);
  }

  @Override
  public Outcome send(SignedRequest request) {
    return exchanges.exchange(request);
  }

  /** Closes all connections; attempts on the wire end at once. */
  @Override
  public void close() {
    exchanges.close();
  }
}
