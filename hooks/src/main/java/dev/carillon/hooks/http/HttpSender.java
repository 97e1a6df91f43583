package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.login.AccessTokens;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Step ⑤ over HTTP/1.1: one request with the given headers, {@code Host}, {@code Connection} and
 * {@code Content-Length}, and exactly the given bytes, up to 64 kB written in one piece; and one
 * response, read strictly and within limits. One deadline covers the whole attempt, from the
 * look-up to the response's last byte, and shuts the socket wherever the attempt may be. A request
 * on a kept connection without TLS needs no thread of its own; whatever may wait has a virtual one.
 */
public final class HttpSender implements Sender {

  private final ConnectionPool pool;
  private final PreparedTarget.Known targets;
  private final AccessTokens tokens;
  private final List<HttpLoop> loops;

  /**
   * A sender with standard settings.
   *
   * @param resolver looks names up
   * @param guard the guard as it is now, asked at every attempt; the same object while nothing
   *     changes
   */
  public HttpSender(Resolver resolver, Supplier<AddressGuard> guard) {
    this(resolver, guard, HttpSettings.standard());
  }

  /** A sender with these settings. */
  public HttpSender(Resolver resolver, Supplier<AddressGuard> guard, HttpSettings settings) {
    this.pool = new ConnectionPool(resolver, guard, settings);
    this.targets = new PreparedTarget.Known(pool);
    this.tokens = new AccessTokens(this::sendTimed, settings.clock());
    this.loops = pool.loops().stream().map(HttpLoop::new).toList();
  }

  @Override
  public Outcome send(SignedRequest request) {
    return sendTimed(request).outcome();
  }

  @Override
  public Timed sendTimed(SignedRequest request) {
    AwaitedRequest call = new AwaitedRequest(request, "POST");
    return call.await(begin(call));
  }

  /** Sends a request with the method {@code OPTIONS} as {@link #sendTimed} sends a POST. */
  public Outcome sendOptions(SignedRequest request) {
    AwaitedRequest call = new AwaitedRequest(request, "OPTIONS");
    return call.await(begin(call)).outcome();
  }

  @Override
  public void start(OutgoingRequest call) {
    begin(call);
  }

  /** Begins a call; what is returned ends it early. */
  private Runnable begin(OutgoingRequest call) {
    if (call.login().none()) {
      return beginAttempt(call);
    }
    LoginCall login = new LoginCall(call, tokens, this::beginAttempt);
    login.start(this::beginAttempt);
    return login::cancel;
  }

  private Runnable beginAttempt(OutgoingRequest call) {
    HttpLoop loop = loops.get(Math.floorMod(call.url().hashCode(), loops.size()));
    HttpAttempt attempt = loop.attempt(call);
    if (attempt == null) {
      return () -> {};
    }
    attempt.start();
    return attempt::cancel;
  }

  /** The loops that drive kept connections without TLS. */
  @Override
  public List<SenderLoop> loops() {
    return List.copyOf(loops);
  }

  /**
   * How many requests of access tokens have ended how: {@code granted}, {@code refused} (the token
   * endpoint responded with an error), {@code unreachable} and {@code unusable} (it responded with
   * something else than a token).
   */
  public Map<String, Long> tokenFetches() {
    return tokens.requestCounts().counts();
  }

  /** Closes all connections; attempts on the wire end at once. */
  @Override
  public void close() {
    pool.close();
    tokens.close();
  }

  /** One loop of an {@link HttpSender}, as others see it. */
  private final class HttpLoop implements SenderLoop {

    private final EventLoop events;

    HttpLoop(EventLoop events) {
      this.events = events;
    }

    @Override
    public void add(Task task) {
      events.add(task);
    }

    @Override
    public void remove(Task task) {
      events.remove(task);
    }

    @Override
    public void wake() {
      events.wake();
    }

    @Override
    public boolean here() {
      return events.here();
    }

    @Override
    public void start(Sender.OutgoingRequest call) {
      if (call.login().none()) {
        startHere(call);
      } else {
        new LoginCall(call, tokens, HttpSender.this::beginAttempt).start(this::startHere);
      }
    }

    private Runnable startHere(Sender.OutgoingRequest call) {
      HttpAttempt attempt = attempt(call);
      if (attempt == null) {
        return () -> {};
      }
      attempt.startHere();
      return attempt::cancel;
    }

    /** An attempt on this loop that has not begun; null where the call has ended at once. */
    @Nullable HttpAttempt attempt(Sender.OutgoingRequest call) {
      PreparedTarget target;
      try {
        target = targets.of(call.method(), call.url(), call.certificate());
      } catch (IllegalArgumentException refused) {
        Outcome blocked = Outcome.Blocked.url(String.valueOf(refused.getMessage()));
        call.ended(new Sender.Timed(blocked, Timings.NONE));
        return null;
      }
      return new HttpAttempt(pool, events, target, call);
    }
  }
}
