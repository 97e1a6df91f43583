package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call, and what it was told. */
final class RecordedCall implements Sender.OutgoingRequest {

  private final SignedRequest request;
  private final Runnable atItsEnd;
  private final CompletableFuture<Outcome> told = new CompletableFuture<>();

  RecordedCall(SignedRequest request) {
    this(request, () -> {});
  }

  /** A call at whose end something else is done, by the thread that tells it. */
  RecordedCall(SignedRequest request, Runnable atItsEnd) {
    this.request = request;
    this.atItsEnd = atItsEnd;
  }

  PreparedTarget targetIn(ConnectionPool pool) {
    return new PreparedTarget.Known(pool).of(method(), url(), certificate());
  }

  /** Waits until it is told. */
  Outcome outcome() throws Exception {
    return told.get(10, TimeUnit.SECONDS);
  }

  @Override
  public String url() {
    return request.url();
  }

  @Override
  public ClientCertificate certificate() {
    return ClientCertificate.NONE;
  }

  @Override
  public ReceiverLogin login() {
    return request.login();
  }

  @Override
  public Duration timeout() {
    return request.timeout();
  }

  @Override
  public SignedRequest request() {
    return request;
  }

  @Override
  public void ended(Sender.Timed how) {
    atItsEnd.run();
    told.complete(how.outcome());
  }

  @Override
  public void failed(Throwable bug) {
    told.completeExceptionally(bug);
  }
}
