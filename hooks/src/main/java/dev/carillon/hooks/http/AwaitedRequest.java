package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A call that somebody waits for. */
final class AwaitedRequest implements Sender.OutgoingRequest {

  private final SignedRequest request;
  private final String method;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Sender.@Nullable Timed how;
  private volatile @Nullable Throwable bug;

  AwaitedRequest(SignedRequest request, String method) {
    this.request = request;
    this.method = method;
  }

  @Override
  public String url() {
    return request.url();
  }

  @Override
  public ClientCertificate certificate() {
    return request.certificate();
  }

  @Override
  public ReceiverLogin login() {
    return request.login();
  }

  @Override
  public String method() {
    return method;
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
  public void ended(Sender.Timed timed) {
    how = timed;
    over.countDown();
  }

  @Override
  public void failed(Throwable thrown) {
    bug = thrown;
    over.countDown();
  }

  /**
   * Waits for the end.
   *
   * @param cancel ends it early; called when the thread is interrupted
   */
  Sender.Timed await(Runnable cancel) {
    boolean interrupted = false;
    while (true) {
      try {
        over.await();
        break;
      } catch (InterruptedException stopped) {
        interrupted = true;
        cancel.run();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return how();
  }

  private Sender.Timed how() {
    return switch (bug) {
      case null -> Objects.requireNonNull(how);
      case RuntimeException own -> throw own;
      case Throwable other -> throw new IllegalStateException("a request failed", other);
    };
  }
}
