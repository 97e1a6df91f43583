package dev.carillon.server.platform.network;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import dev.carillon.hooks.http.address.TargetUrl;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Step ⑤ on Apache HttpClient 5 (classic, blocking): one POST with exactly the given headers and
 * bytes, under one deadline that closes the socket wherever the attempt may be.
 */
public final class ApacheSender implements Sender {

  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  /**
   * A sender.
   *
   * @param resolver looks names up
   * @param guard the guard as it is now, asked for every new connection
   */
  public ApacheSender(Resolver resolver, Supplier<AddressGuard> guard) {
    this.client = ApacheClient.create(new GuardedLookUp(resolver, guard));
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("carillon-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Outcome send(SignedRequest request) {
    HttpPost post;
    try {
      post = post(request);
    } catch (IllegalArgumentException refused) {
      return new Outcome.Blocked("the URL must be " + refused.getMessage());
    }
    AtomicBoolean expired = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              expired.set(true);
              post.cancel();
            },
            request.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      ReceiverResponse answer = exchange(post);
      return answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer);
    } catch (GuardedLookUp.BlockedException blocked) {
      return new Outcome.Blocked(blocked.reason());
    } catch (IOException failure) {
      return expired.get()
          ? new Outcome.Unreachable(
              ErrorClass.ANSWER_TIMEOUT, "no complete answer within " + request.timeout())
          : ApacheFaults.outcome(failure);
    } finally {
      deadline.cancel(false);
    }
  }

  private ReceiverResponse exchange(HttpPost post) throws IOException {
    ClassicHttpResponse response = client.executeOpen(null, post, null);
    Answers.Read read = Answers.read(response);
    if (read.complete()) {
      response.close();
    } else {
      // closing a connection in good order would read the body to its end
      post.cancel();
    }
    return read.answer();
  }

  private static HttpPost post(SignedRequest request) {
    TargetUrl target = TargetUrl.parse(request.url());
    URI uri = URI.create(URI.create(target.url()).toASCIIString());
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    HttpPost post = new HttpPost(uri);
    post.setScheme(target.secure() ? "https" : "http");
    post.setAuthority(new URIAuthority(target.host(), uri.getPort()));
    post.setPath(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    request.headers().forEach(header -> post.addHeader(header.name(), header.value()));
    post.setEntity(new ByteArrayEntity(request.payload().bytes(), null));
    return post;
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
