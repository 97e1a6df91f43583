package dev.carillon.cli.asset;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongConsumer;

/**
 * A request's body that reports how many bytes are sent.
 *
 * @param body the body itself
 * @param gone gets the sum each time there is more
 */
record CountedBody(BodyPublisher body, LongConsumer gone) implements BodyPublisher {

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(new Counting(subscriber, gone));
  }

  private static final class Counting implements Subscriber<ByteBuffer> {

    private final Subscriber<? super ByteBuffer> subscriber;
    private final LongConsumer gone;
    private long sum;

    Counting(Subscriber<? super ByteBuffer> subscriber, LongConsumer gone) {
      this.subscriber = subscriber;
      this.gone = gone;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      sum += bytes.remaining();
      gone.accept(sum);
      subscriber.onNext(bytes);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }
}
