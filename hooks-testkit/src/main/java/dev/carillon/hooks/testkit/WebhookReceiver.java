package dev.carillon.hooks.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A receiver on a free port of the loopback interface. It keeps every request that it gets, checks
 * its signatures once it knows a {@linkplain #secrets secret} or a {@linkplain #publicKeys public
 * key}, and responds by a script, 204 unless another is given. A request with a wrong signature
 * gets 401, and the next call that waits for a request fails and says why.
 *
 * <p>The embedded {@code Hooks} must allow loopback. Safe for use by many threads.
 */
public final class WebhookReceiver implements AutoCloseable {

  /** How long {@link #next()} waits. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Larger requests get 413 and are not kept. */
  static final int BODY_BYTES_MAX = 20 << 20;

  /** More requests get 507 and are not kept. */
  static final int REQUESTS_MAX = 100_000;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Inbox inbox = new Inbox();
  private volatile Function<ReceivedWebhook, ScriptedResponse> script;
  private volatile SignatureCheck check = SignatureCheck.NONE;

  private WebhookReceiver(HttpServer server, Function<ReceivedWebhook, ScriptedResponse> script) {
    this.server = server;
    this.script = script;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  /** A receiver that responds 204 to every request. */
  public static WebhookReceiver start() {
    return responding(204);
  }

  /**
   * A receiver that responds with these statuses in their order; the last one is repeated.
   *
   * @param statuses one or more, each from 200 to 599
   */
  public static WebhookReceiver responding(int... statuses) {
    return responding(inOrder(statuses));
  }

  /**
   * A receiver that responds by a script.
   *
   * @param script makes a response for each request; called by many threads
   */
  public static WebhookReceiver responding(Function<ReceivedWebhook, ScriptedResponse> script) {
    try {
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      WebhookReceiver receiver = new WebhookReceiver(HttpServer.create(free, 500), script);
      receiver.server.start();
      return receiver;
    } catch (IOException refused) {
      throw new UncheckedIOException("The receiver found no port on loopback", refused);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:45123/hook}. Every path is received. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/hook";
  }

  /**
   * From now on only requests are accepted that are signed with one of these secrets.
   *
   * @param secrets of the webhook, as it was registered: standard base64; none to check nothing
   */
  public void secrets(String... secrets) {
    check = check.withSecrets(List.of(secrets));
  }

  /**
   * From now on only requests are accepted that have a signature by Ed25519 ({@code v1a}) of one of
   * these keys. A receiver that knows public keys needs no secret; if it has one, both are checked.
   *
   * @param keys such as {@code PublicSigningKey.text()}: {@code whpk_} and 32 bytes in base64; none
   *     to check nothing
   * @throws IllegalArgumentException if one is not a public key of Ed25519
   */
  public void publicKeys(String... keys) {
    check = check.withKeys(VerifyingKeys.of(keys));
  }

  /**
   * The same with all keys of Ed25519 in a key set.
   *
   * @param keySet a JSON Web Key Set, such as {@code hooks.signingKeys().jwks()}
   * @throws IllegalArgumentException if it has no such key
   */
  public void jwks(String keySet) {
    check = check.withKeys(VerifyingKeys.ofSet(keySet));
  }

  /**
   * From now on timestamps of requests are compared with this clock, by default the machine's. Give
   * it the clock that the embedded {@code Hooks} has.
   */
  public void clock(InstantSource clock) {
    check = check.withClock(clock);
  }

  /**
   * From now on it responds with these statuses in their order; the last one is repeated.
   *
   * @param statuses one or more, each from 200 to 599
   */
  public void respond(int... statuses) {
    script = inOrder(statuses);
  }

  /**
   * From now on it responds by this script.
   *
   * @param other makes a response for each request; called by many threads
   */
  public void respond(Function<ReceivedWebhook, ScriptedResponse> other) {
    script = other;
  }

  /**
   * The next request, in the order they came; waits for it for 10 seconds at most.
   *
   * @throws AssertionError if none came, or one was refused for its signatures
   */
  public ReceivedWebhook next() {
    return next(PATIENCE);
  }

  /**
   * The next request, in the order they came.
   *
   * @param patience how long to wait for it, by the machine's clock
   * @throws AssertionError if none came in time, or one was refused for its signatures
   */
  public ReceivedWebhook next(Duration patience) {
    return inbox.next(patience);
  }

  /**
   * The next requests, in the order they came.
   *
   * @param count how many
   * @param patience how long to wait for all of them together, by the machine's clock
   * @throws AssertionError if fewer came in time, or one was refused for its signatures
   */
  public List<ReceivedWebhook> next(int count, Duration patience) {
    return inbox.next(count, patience);
  }

  /** All requests that were accepted, whether they were waited for or not. */
  public List<ReceivedWebhook> received() {
    return inbox.all();
  }

  /** Ends it; requests that wait for their response get none. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static Function<ReceivedWebhook, ScriptedResponse> inOrder(int... statuses) {
    if (statuses.length == 0) {
      throw new IllegalArgumentException("statuses: none; a receiver needs at least one");
    }
    List<ScriptedResponse> responses = new ArrayList<>();
    for (int status : statuses) {
      responses.add(ScriptedResponse.status(status));
    }
    AtomicInteger next = new AtomicInteger();
    return request ->
        responses.get(next.getAndUpdate(place -> Math.min(place + 1, responses.size() - 1)));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
      if (body.length > BODY_BYTES_MAX) {
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      respond(exchange, received(exchange, body));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void respond(HttpExchange exchange, ReceivedWebhook request)
      throws IOException, InterruptedException {
    Optional<String> fault = check.fault(request);
    if (fault.isPresent()) {
      inbox.refused(request, fault.get());
      send(exchange, ScriptedResponse.status(401).body(fault.get()));
    } else if (inbox.add(request)) {
      send(exchange, script.apply(request));
    } else {
      send(exchange, ScriptedResponse.status(507));
    }
  }

  private static void send(HttpExchange exchange, ScriptedResponse response)
      throws IOException, InterruptedException {
    Thread.sleep(response.delay());
    if (response.isClosed()) {
      return;
    }
    response.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static ReceivedWebhook received(HttpExchange exchange, byte[] body) {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    return new ReceivedWebhook(
        exchange.getRequestURI().toString(), headers, new String(body, StandardCharsets.UTF_8));
  }
}
