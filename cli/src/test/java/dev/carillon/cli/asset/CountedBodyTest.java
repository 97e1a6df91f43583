package dev.carillon.cli.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class CountedBodyTest {

  @Test
  void theBodyIsTheSameAndEachPartOfItIsCounted() throws Exception {
    List<Long> sums = new ArrayList<>();
    BodyPublisher parts =
        BodyPublishers.concat(
            BodyPublishers.ofString("one "),
            BodyPublishers.ofString("and "),
            BodyPublishers.ofString("two"));
    CountedBody counted = new CountedBody(parts, sums::add);
    assertThat(counted.contentLength()).isEqualTo(11);

    BodySubscriber<String> whole = BodySubscribers.ofString(UTF_8);
    counted.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            whole.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer bytes) {
            whole.onNext(List.of(bytes));
          }

          @Override
          public void onError(Throwable failure) {
            whole.onError(failure);
          }

          @Override
          public void onComplete() {
            whole.onComplete();
          }
        });
    assertThat(whole.getBody().toCompletableFuture().get()).isEqualTo("one and two");
    assertThat(sums).containsExactly(4L, 8L, 11L);
  }
}
