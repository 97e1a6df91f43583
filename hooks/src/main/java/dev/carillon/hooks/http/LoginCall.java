package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.RequestHead;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.http.login.AccessToken;
import dev.carillon.hooks.http.login.AccessTokens;
import dev.carillon.hooks.http.login.TokenResult;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call whose request logs in at its receiver. With a token at hand it goes the way of all calls;
 * else it waits for one on a virtual thread. Where the receiver refuses a token that was at hand,
 * the request is sent once more with a new one: that one may have been revoked. Where no new one
 * can be had, the refusal is how the call ends. All of it has the one deadline of the call.
 */
final class LoginCall implements Sender.OutgoingRequest {

  private static final int UNAUTHORIZED = 401;

  private final Sender.OutgoingRequest call;
  private final AccessTokens tokens;
  private final Function<Sender.OutgoingRequest, Runnable> begin;
  private final long deadline;
  private @Nullable SignedRequest made;
  private @Nullable AccessToken token;

  /** Whether the token was at hand before the call began, so that it may have been revoked. */
  private boolean atHand;

  /** How the receiver refused the token that was at hand, without that token. */
  private Sender.@Nullable Timed refusal;

  private long waited;
  private volatile @Nullable Thread waiting;
  private volatile @Nullable Runnable cancelAttempt;
  private volatile boolean cancelled;

  /**
   * A call that begins now: its time runs.
   *
   * @param begin begins an attempt from any thread; what it returns ends that early
   */
  LoginCall(
      Sender.OutgoingRequest call,
      AccessTokens tokens,
      Function<Sender.OutgoingRequest, Runnable> begin) {
    this.call = call;
    this.tokens = tokens;
    this.begin = begin;
    this.deadline = Progress.now() + call.timeout().toNanos();
  }

  /**
   * Begins it, and returns without waiting.
   *
   * @param now begins an attempt if a token is at hand
   */
  void start(Function<Sender.OutgoingRequest, Runnable> now) {
    token = tokens.known(call.login());
    atHand = token != null;
    if (atHand) {
      cancelAttempt = now.apply(this);
    } else {
      onThread();
    }
  }

  /** Ends it early, wherever it is. */
  void cancel() {
    cancelled = true;
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
    Runnable attempt = cancelAttempt;
    if (attempt != null) {
      attempt.run();
    }
  }

  private void onThread() {
    waiting = Thread.ofVirtual().name("carillon-attempt").start(this::logIn);
    if (cancelled) {
      cancel();
    }
  }

  private void logIn() {
    try {
      long began = Progress.now();
      TokenResult result = tokens.get(call.login(), timeout());
      waited += Progress.now() - began;
      switch (result) {
        case TokenResult.Granted(AccessToken granted) -> {
          token = granted;
          if (refusal != null) {
            call.sentAgain();
          }
          cancelAttempt = begin.apply(this);
          if (cancelled) {
            cancel();
          }
        }
        case TokenResult.Failed failed -> notLoggedIn(failed.detail());
      }
    } catch (InterruptedException stopped) {
      fail("the sender was closed, or its thread interrupted");
    } catch (RuntimeException | Error bug) {
      call.failed(bug);
    }
  }

  private void notLoggedIn(String detail) {
    Sender.Timed refused = refusal;
    if (refused == null) {
      fail(detail);
    } else {
      tell(refused);
    }
  }

  private void fail(String detail) {
    call.ended(
        new Sender.Timed(
            new Outcome.NoResponse(ErrorClass.LOGIN_FAILED, detail),
            Timings.NONE.loggedIn(Duration.ofNanos(waited))));
  }

  @Override
  public String url() {
    return call.url();
  }

  @Override
  public ClientCertificate certificate() {
    return call.certificate();
  }

  @Override
  public ReceiverLogin login() {
    return call.login();
  }

  @Override
  public String method() {
    return call.method();
  }

  /** The time that is left for the call. */
  @Override
  public Duration timeout() {
    return Duration.ofNanos(Math.max(1, deadline - Progress.now()));
  }

  @Override
  public SignedRequest request() {
    SignedRequest plain = made;
    if (plain == null) {
      plain = call.request();
      made = plain;
    }
    RequestHead head =
        plain
            .head()
            .and(new Header("Authorization", "Bearer " + Objects.requireNonNull(token).value()));
    return new SignedRequest(
        plain.url(), head, plain.payload(), plain.timeout(), plain.certificate(), plain.login());
  }

  @Override
  public String recordedIn() {
    return call.recordedIn();
  }

  @Override
  public void ended(Sender.Timed how) {
    AccessToken used = token;
    if (used == null) {
      tell(how);
      return;
    }
    Sender.Timed cleaned =
        new Sender.Timed(how.outcome().without(List.of(used.value())), how.timings(), how.peer());
    if (how.outcome() instanceof Outcome.Rejected rejected
        && rejected.response().status() == UNAUTHORIZED
        && tokens.refused(call.login(), used)
        && atHand) {
      atHand = false;
      refusal = cleaned;
      onThread();
    } else {
      tell(cleaned);
    }
  }

  private void tell(Sender.Timed how) {
    Timings timings =
        waited == 0 ? how.timings() : how.timings().loggedIn(Duration.ofNanos(waited));
    call.ended(new Sender.Timed(how.outcome(), timings, how.peer()));
  }

  @Override
  public void failed(Throwable bug) {
    call.failed(bug);
  }
}
