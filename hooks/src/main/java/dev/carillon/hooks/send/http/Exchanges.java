package dev.carillon.hooks.send.http;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.send.AddressGuard;
import dev.carillon.hooks.send.HttpSettings;
import dev.carillon.hooks.send.Resolver;
import dev.carillon.hooks.send.SignedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** x. */
public final class Exchanges implements AutoCloseable {

  private final Pool pool;
  private final Target.Known targets;

  public Exchanges(Resolver resolver, Supplier<AddressGuard> guard, HttpSettings settings) {
    this.pool = new Pool(settings, guard, new LookUp(resolver, Duration.ofSeconds(1)));
    this.targets = new Target.Known(pool);
  }

  public Outcome exchange(SignedRequest request) {
    Target target;
    try {
      target = targets.of(request.url());
    } catch (IllegalArgumentException refused) {
      return new Outcome.Blocked("the URL must be " + refused.getMessage());
    }
    Progress progress = new Progress(request.timeout());
    try {
      Answer answer = answer(target, request, progress);
      return answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer);
    } catch (IOException failure) {
      return Faults.outcome(failure, progress);
    }
  }

  private Answer answer(Target target, SignedRequest request, Progress progress)
      throws IOException {
    try {
      return pool.take(target.route(), progress).exchange(target, request, progress);
    } catch (NothingSentException closedMeanwhile) {
      return pool.fresh(target.route(), progress).exchange(target, request, progress);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
