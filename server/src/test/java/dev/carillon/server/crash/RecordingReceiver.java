package dev.carillon.server.crash;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A receiver of several webhooks that notes every request before it answers. */
final class RecordingReceiver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NOBODY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Map<String, Set<String>> tokens = new ConcurrentHashMap<>();
  private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
  private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
  private final SocketOwners owners = new SocketOwners();
  private final AtomicInteger count = new AtomicInteger();

  /** The requests of which nothing more is to be noted. */
  private final AtomicLong seen = new AtomicLong();

  private final ScriptedReceiver receiver = ScriptedReceiver.start(this::note);
  private volatile ToIntFunction<Received> status = request -> 200;
  private volatile Runnable beforeAnswer = () -> {};
  private volatile LongPredicate deafTo = sender -> false;
  private volatile boolean watchingSenders;

  /** Where the requests of this webhook go. */
  String url(String webhook) {
    return "http://127.0.0.1:" + receiver.port() + "/" + webhook;
  }

  /** Requests of this webhook are verified with this token, or one of those before. */
  void trust(String webhook, String token) {
    tokens.merge(
        webhook,
        Set.of(token),
        (some, one) -> Stream.concat(some.stream(), one.stream()).collect(Collectors.toSet()));
  }

  /** Requests of this webhook are verified with this token alone from now on. */
  void trustOnly(String webhook, String token) {
    tokens.put(webhook, Set.of(token));
  }

  /** Answers with this status from now on. */
  void answer(ToIntFunction<Received> with) {
    status = with;
  }

  /** Does this between noting a request and answering it. */
  void beforeAnswer(Runnable doing) {
    beforeAnswer = doing;
  }

  /** Notes from now on which process has sent each request. */
  void watchSenders() {
    watchingSenders = true;
  }

  /** Closes connections of these processes from now on, and takes no notice of their requests. */
  void deafTo(LongPredicate senders) {
    deafTo = senders;
  }

  /** What has come since senders are watched. */
  List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** What has come so far. */
  List<Receipt> receipts() {
    return List.copyOf(receipts);
  }

  int count() {
    // nobody else asks for them, and they are large
    receiver.rest();
    return count.get();
  }

  /** Waits until all is noted that the only sender had sent, which has ended. */
  void awaitEndOfSender() {
    long all = receiver.awaitEndOfSenders(PATIENCE);
    Await.until("all is noted", () -> seen.get() >= all);
  }

  @Override
  public void close() {
    receiver.close();
  }

  private boolean note(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    Instant arrived = Instant.now();
    long sender = watchingSenders ? owners.owner(socket) : SocketOwners.UNKNOWN;
    if (deafTo.test(sender)) {
      seen.incrementAndGet();
      return false;
    }
    int answered = status.applyAsInt(request);
    Receipt receipt = verified(request, answered);
    receipts.add(receipt);
    count.incrementAndGet();
    seen.incrementAndGet();
    beforeAnswer.run();
    if (watchingSenders) {
      exchanges.add(
          new Exchange(receipt.webhook(), receipt.delivery(), sender, arrived, Instant.now()));
    }
    return Script.status(answered).answer(request, out, socket);
  }

  /** Where none of the tokens fits, the receipt says that the request is not genuine. */
  private Receipt verified(Received request, int answered) {
    List<Receipt> read = new ArrayList<>();
    for (String token : tokens.getOrDefault(Receipt.webhook(request), Set.of(NOBODY))) {
      read.add(Receipt.of(request, token, answered));
    }
    return read.stream().filter(Receipt::genuine).findFirst().orElse(read.getFirst());
  }
}
