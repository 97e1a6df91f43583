package dev.carillon.hooks.http.login;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens in use, one for each login: webhooks whose logins are equal, secrets included,
 * share one. A token is requested once for all calls that wait for it, renewed in the background
 * shortly before it ends, and forgotten when a receiver refuses it, unless one was forgotten so
 * within the last {@link #REFUSAL_PAUSE}. A login that no request has used for an hour is forgotten
 * with its token: its webhook may have been removed. Nothing is stored: each process requests its
 * own. Safe for use by many threads.
 */
public final class AccessTokens {

  /** A request of a token takes no longer. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** An endpoint that failed is asked again no sooner: it may be under the load of all retries. */
  static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  /**
   * After a token was dropped because a receiver refused it, none is for so long: where a receiver
   * refuses them all, each attempt would request one.
   */
  static final Duration REFUSAL_PAUSE = Duration.ofSeconds(30);

  /** A login that was not used for so long is not kept. */
  static final Duration UNUSED_MAX = Duration.ofHours(1);

  private static final long LOOKED_AFTER_MINUTES = 10;

  /** More logins are not kept: those without a request on the way are forgotten then. */
  private static final int LOGINS_MAX = 10_000;

  private final Function<SignedRequest, Sender.Timed> sender;
  private final InstantSource clock;
  private final ConcurrentHashMap<ReceiverLogin, Slot> slots = new ConcurrentHashMap<>();
  private final TokenRequestCounts requestCounts = new TokenRequestCounts();

  /** Whether a search for unused logins is scheduled. */
  private final AtomicBoolean looksLater = new AtomicBoolean();

  /**
   * No tokens yet.
   *
   * @param sender sends the requests, and waits for their responses
   * @param clock tells when tokens end; best one that is never set back
   */
  public AccessTokens(Function<SignedRequest, Sender.Timed> sender, InstantSource clock) {
    this.sender = sender;
    this.clock = clock;
  }

  /** How requests of tokens have ended. */
  public TokenRequestCounts requestCounts() {
    return requestCounts;
  }

  /** The token of a login that is at hand; null if there is none. It waits for nothing. */
  public @Nullable AccessToken known(ReceiverLogin login) {
    Slot slot = slots.get(login);
    return slot == null ? null : slot.known();
  }

  /**
   * The token of a login, requested if there is none at hand.
   *
   * @param longest how long the caller waits for it
   */
  public TokenResult get(ReceiverLogin login, Duration longest) throws InterruptedException {
    if (slots.size() >= LOGINS_MAX) {
      slots.values().removeIf(Slot::idle);
    }
    TokenResult result = slots.computeIfAbsent(login, Slot::new).get(longest);
    lookLater();
    return result;
  }

  /** Schedules a search for unused logins; it holds no thread until then. */
  private void lookLater() {
    if (!slots.isEmpty() && looksLater.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(
              LOOKED_AFTER_MINUTES, TimeUnit.MINUTES, Thread::startVirtualThread)
          .execute(
              () -> {
                looksLater.set(false);
                forgetUnused();
                lookLater();
              });
    }
  }

  /** Forgets the logins that no request has used for an hour. */
  void forgetUnused() {
    Instant since = clock.instant().minus(UNUSED_MAX);
    slots.values().removeIf(slot -> slot.usedAt.isBefore(since) && slot.idle());
  }

  /** How many logins are kept. */
  int size() {
    return slots.size();
  }

  /** Forgets all. */
  public void close() {
    slots.clear();
  }

  /**
   * A receiver refused a token: it is not used again, unless another one was refused a moment ago.
   *
   * @return whether another token can be used
   */
  public boolean refused(ReceiverLogin login, AccessToken token) {
    Slot slot = slots.get(login);
    return slot == null || slot.forget(token);
  }

  /** The token of one login. */
  private final class Slot {

    private final ReceiverLogin login;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable AccessToken token;
    private @Nullable CompletableFuture<TokenResult> running;
    private TokenResult.@Nullable Failed failure;
    private Instant failedUntil = Instant.MIN;
    private Instant keptUntil = Instant.MIN;
    private volatile Instant usedAt = clock.instant();

    Slot(ReceiverLogin login) {
      this.login = login;
    }

    @Nullable AccessToken known() {
      AccessToken held = token;
      Instant now = clock.instant();
      usedAt = now;
      if (held == null || !held.usableAt(now)) {
        return null;
      }
      if (!now.isBefore(held.renewAt())) {
        renew(held, now);
      }
      return held;
    }

    /** Renews a token in the background, unless that is done, is under way or has just failed. */
    private void renew(AccessToken old, Instant now) {
      lock.lock();
      try {
        if (old.equals(token) && running == null && !now.isBefore(failedUntil)) {
          running = begin();
        }
      } finally {
        lock.unlock();
      }
    }

    TokenResult get(Duration longest) throws InterruptedException {
      CompletableFuture<TokenResult> awaited;
      lock.lock();
      try {
        AccessToken held = token;
        Instant now = clock.instant();
        usedAt = now;
        if (held != null && held.usableAt(now)) {
          return new TokenResult.Granted(held);
        }
        TokenResult.Failed failed = failure;
        if (failed != null && now.isBefore(failedUntil)) {
          return failed;
        }
        awaited = running == null ? begin() : running;
        running = awaited;
      } finally {
        lock.unlock();
      }
      try {
        return awaited.get(Math.max(1, longest.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        return new TokenResult.Failed(
            TokenResult.Failure.UNREACHABLE,
            "no access token before the attempt's timeout: the token endpoint is slow");
      } catch (ExecutionException bug) {
        throw new IllegalStateException("an access token cannot be requested", bug.getCause());
      }
    }

    private CompletableFuture<TokenResult> begin() {
      CompletableFuture<TokenResult> begun = new CompletableFuture<>();
      Thread.ofVirtual().name("carillon-login").start(() -> request(begun));
      return begun;
    }

    private void request(CompletableFuture<TokenResult> begun) {
      try {
        TokenRequest request = new TokenRequest(login);
        Sender.Timed sent = sender.apply(request.request(REQUEST_TIMEOUT));
        TokenResult result = request.result(sent.outcome(), clock.instant());
        requestCounts.count(result);
        ended(result);
        begun.complete(result);
      } catch (RuntimeException | Error bug) {
        ended(null);
        begun.completeExceptionally(bug);
      }
    }

    private void ended(@Nullable TokenResult result) {
      lock.lock();
      try {
        running = null;
        failure = null;
        switch (result) {
          case TokenResult.Granted(AccessToken granted) -> token = granted;
          case TokenResult.Failed failed -> {
            failure = failed;
            failedUntil = clock.instant().plus(FAILURE_PAUSE);
          }
          case null -> {}
        }
      } finally {
        lock.unlock();
      }
    }

    /** False where it is kept, though it was refused. */
    boolean forget(AccessToken refused) {
      lock.lock();
      try {
        AccessToken held = token;
        if (held == null || !held.value().equals(refused.value())) {
          return true;
        }
        Instant now = clock.instant();
        if (now.isBefore(keptUntil)) {
          return false;
        }
        token = null;
        keptUntil = now.plus(REFUSAL_PAUSE);
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** Whether it can go. */
    boolean idle() {
      lock.lock();
      try {
        return running == null;
      } finally {
        lock.unlock();
      }
    }
  }
}
