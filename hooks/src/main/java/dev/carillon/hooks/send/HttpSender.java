package dev.carillon.hooks.send;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.send.http.Faults;
import dev.carillon.hooks.send.http.NothingSentException;
import dev.carillon.hooks.send.http.Pool;
import dev.carillon.hooks.send.http.Progress;
import dev.carillon.hooks.send.http.Target;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Step ⑤ over HTTP/1.1: one POST with exactly the given headers and bytes, written in one piece,
 * and one answer, read strictly and within limits. One deadline covers the whole attempt, from the
 * look-up to the answer's last byte, and shuts the socket wherever the attempt may be.
 */
public final class HttpSender implements Sender {

  private final Pool pool;
  private final Target.Known targets;

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
    this.pool = new Pool(resolver, guard, settings);
    this.targets = new Target.Known(pool);
  }

  @Override
  public Outcome send(SignedRequest request) {
    return sendTimed(request).outcome();
  }

  @Override
  public Timed sendTimed(SignedRequest request) {
    Progress progress = new Progress(request.timeout());
    Outcome outcome = send(request, progress);
    return new Timed(outcome, progress.timings(), progress.peer());
  }

  private Outcome send(SignedRequest request, Progress progress) {
    Target target;
    try {
      target = targets.of(request.url(), request.certificate());
    } catch (IllegalArgumentException refused) {
      return Outcome.Blocked.url(String.valueOf(refused.getMessage()));
    }
    try {
      Answer answer = exchange(target, request, progress);
      return answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer);
    } catch (IOException failure) {
      return Faults.outcome(failure, progress);
    }
  }

  private Answer exchange(Target target, SignedRequest request, Progress progress)
      throws IOException {
    try {
      return pool.take(target.route(), progress).exchange(target, request, progress);
    } catch (NothingSentException closedMeanwhile) {
      return pool.fresh(target.route(), progress).exchange(target, request, progress);
    }
  }

  /** Closes all connections; attempts on the wire end at once. */
  @Override
  public void close() {
    pool.close();
  }
}
