package dev.carillon.bench.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RunningReceiverTest {

  private static final int MANY = 5000;

  private final List<Integer> statuses = new ArrayList<>();

  @Test
  void whatArrivesOnceIsClean() throws IOException {
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      Ledger owed = new Ledger();
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        owed.add(key(i), System.nanoTime());
        requests.add(post(key(i), i % 3000));
      }
      send(receiver, requests);

      assertThat(receiver.count()).isEqualTo(MANY);
      assertThat(owed.compare(receiver.report())).isEqualTo(new Verdict(MANY, 0, 0, 0));
      assertThat(statuses).hasSize(MANY).containsOnly(200);
      assertThat(receiver.report().size()).as("a report begins anew").isZero();
    }
  }

  @Test
  void aDroppedADoubledAndAStrayIdAreFound() throws IOException {
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      Ledger owed = new Ledger();
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        owed.add(key(i), System.nanoTime());
        if (i != 42) {
          requests.add(post(key(i), 10));
        }
      }
      requests.add(post(key(7), 10));
      requests.add(post(key(1000), 10));
      send(receiver, requests);

      Verdict verdict = owed.compare(receiver.report());
      assertThat(verdict).isEqualTo(new Verdict(100, 1, 1, 1));
      assertThat(verdict.clean()).isFalse();
    }
  }

  @Test
  void idsAreFoundInBodiesToo() throws IOException {
    try (RunningReceiver receiver = RunningReceiver.start("\"newvalue\":\"")) {
      Ledger owed = new Ledger();
      owed.add(key(1), System.nanoTime());
      String body = "{\"changed\":{\"oldValue\":null,\"newValue\":\"" + key(1) + "\"}}";
      send(
          receiver,
          List.of("POST / HTTP/1.1\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));

      assertThat(owed.compare(receiver.report()).clean()).isTrue();
    }
  }

  @Test
  void aQuestionWhetherAWebhookMaySendIsAnsweredAndNotCounted() throws Exception {
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> allowed =
          client.send(
              HttpRequest.newBuilder(URI.create(receiver.url("/w")))
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(allowed.statusCode()).isEqualTo(200);
      assertThat(allowed.headers().firstValue("WebHook-Allowed-Origin")).contains("*");
      assertThat(allowed.headers().firstValue("WebHook-Allowed-Rate")).contains("999999999");
      assertThat(receiver.count()).isZero();
    }
  }

  @Test
  void delaysAreTakenByOneClock() throws IOException {
    try (RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      receiver.checkClock();
      Ledger owed = new Ledger();
      long before = System.nanoTime();
      owed.add(key(1), before);
      send(receiver, List.of(post(key(1), 10)));
      long took = System.nanoTime() - before;

      Histogram delays = new Histogram();
      owed.delays(receiver.report(), delays::record);
      assertThat(delays.total()).isEqualTo(1);
      assertThat(delays.negative()).isZero();
      assertThat(delays.millis(1)).isLessThanOrEqualTo(took / 1e6 * 1.02 + 0.01);
    }
  }

  private void send(RunningReceiver receiver, List<String> requests) throws IOException {
    Queue<String> rest = new ArrayDeque<>(requests);
    try (BareClient client = new BareClient(receiver.address(), 8)) {
      client.run(
          new Traffic() {
            @Override
            public boolean next(int connection, ByteBuffer request, long nanos) {
              String next = rest.poll();
              if (next != null) {
                request.put(next.getBytes(StandardCharsets.US_ASCII));
              }
              return next != null;
            }

            @Override
            public void answered(int connection, int status, ByteBuffer body, long nanos) {
              statuses.add(status);
            }

            @Override
            public boolean over(long nanos) {
              return rest.isEmpty();
            }
          });
    }
  }

  private static Key key(int number) {
    return new Key(number * 0x9E3779B97F4A7C15L, number);
  }

  private static String post(Key id, int bodyBytes) {
    return "POST /w HTTP/1.1\r\nHost: here\r\nWebhook-ID: "
        + id
        + "\r\nContent-Length: "
        + bodyBytes
        + "\r\n\r\n"
        + "x".repeat(bodyBytes);
  }
}
