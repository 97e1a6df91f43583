package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.loopback.LoopbackListener;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import dev.carillon.server.platform.http.loopback.LoopbackResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The receivers there are, and their listener: on loopback, at a port of its own, opened with the
 * first of them. A webhook reaches it wherever the server listens, because the address guard admits
 * exactly this socket while there is a receiver; no other machine does. They and what they got are
 * in this node's memory, so none is made while other nodes send as well.
 */
public final class BuiltInReceivers implements AutoCloseable {

  private static final int MAX = 100;
  private static final int BODY_BYTES_KEPT = 256 << 10;
  private static final Duration UNUSED_MAX = Duration.ofHours(24);

  private final Map<String, BuiltInReceiver> live = new LinkedHashMap<>();
  private final SignatureCheck signatures;
  private final HiddenHeaders hidden;
  private final InstantSource clock;
  private final BooleanSupplier alone;
  private final LoopbackListener listener;
  private @Nullable InetSocketAddress address;

  /**
   * None yet.
   *
   * @param alone whether no other node sends to webhooks now
   */
  public BuiltInReceivers(Webhooks webhooks, InstantSource clock, BooleanSupplier alone) {
    this.alone = alone;
    this.signatures = new SignatureCheck(webhooks);
    this.hidden = new HiddenHeaders(webhooks);
    this.clock = clock;
    this.listener = new LoopbackListener(this::respond, BODY_BYTES_KEPT);
  }

  /** The socket to admit: that of the listener while there is a receiver. */
  public synchronized Set<InetSocketAddress> socket() {
    InetSocketAddress open = address;
    return open == null || live.isEmpty() ? Set.of() : Set.of(open);
  }

  /** A token that signs one test delivery and no other. */
  void remember(String token) {
    signatures.remember(token);
  }

  synchronized BuiltInReceiver add(BuiltInReceiver.Reaction reaction) {
    if (!alone.getAsBoolean()) {
      throw Problem.conflict(
          "An inspector gets requests of its own node only, and other nodes send too. Use a program"
              + " of your own as the receiver, such as 'carillon listen', or stop all nodes but"
              + " one");
    }
    endUnused();
    if (live.size() >= MAX) {
      throw Problem.conflict("There are " + MAX + " inspectors already; remove one first");
    }
    if (address == null) {
      address = opened();
    }
    BuiltInReceiver receiver = new BuiltInReceiver(Ids.random(), reaction, clock.instant());
    live.put(receiver.id(), receiver);
    return receiver;
  }

  private InetSocketAddress opened() {
    try {
      listener.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return listener.address();
  }

  synchronized List<BuiltInReceiver> all() {
    endUnused();
    return new ArrayList<>(live.values());
  }

  /** The one of this id, which is used by this. */
  synchronized Optional<BuiltInReceiver> find(String id) {
    endUnused();
    Optional<BuiltInReceiver> found = Optional.ofNullable(live.get(id));
    found.ifPresent(receiver -> receiver.used(clock.instant()));
    return found;
  }

  synchronized boolean remove(String id) {
    return live.remove(id) != null;
  }

  /** What to send to. */
  synchronized String url(BuiltInReceiver receiver) {
    InetSocketAddress open = address;
    if (open == null) {
      throw new IllegalStateException("an inspector without a listener");
    }
    return "http://"
        + open.getAddress().getHostAddress()
        + ":"
        + open.getPort()
        + "/"
        + receiver.id();
  }

  private void endUnused() {
    Instant before = clock.instant().minus(UNUSED_MAX);
    live.values().removeIf(receiver -> receiver.lastUsed().isBefore(before));
  }

  /** Takes a request: the path begins with the receiver's id. */
  private LoopbackResponse respond(LoopbackRequest request) throws InterruptedException {
    String target = request.target();
    int end = 1;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    Optional<BuiltInReceiver> found =
        target.startsWith("/") ? find(target.substring(1, end)) : Optional.empty();
    if (found.isEmpty()) {
      return given(404, Map.of(), "There is no such inspector; it may have ended.\n");
    }
    BuiltInReceiver receiver = found.get();
    Instant now = clock.instant();
    receiver.keep(
        new BuiltInReceiver.Received(
            Ids.random(),
            now,
            target.substring(end),
            hidden.masked(request),
            signatures.check(request, url(receiver), now)));
    return react(receiver.reaction());
  }

  private static LoopbackResponse react(BuiltInReceiver.Reaction reaction)
      throws InterruptedException {
    Thread.sleep(reaction.delayMs());
    if (reaction.drop()) {
      return new LoopbackResponse.Dropped();
    }
    Map<String, String> headers =
        reaction.retryAfter().isEmpty() ? Map.of() : Map.of("Retry-After", reaction.retryAfter());
    return given(reaction.status(), headers, reaction.body());
  }

  private static LoopbackResponse given(int status, Map<String, String> headers, String body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "text/plain;charset=UTF-8");
    return new LoopbackResponse.Given(status, all, body.getBytes(UTF_8));
  }

  @Override
  public void close() {
    listener.close();
  }

  /**
   * Hides the values of headers that only a webhook's receiver may see. A built-in receiver is
   * shown to all who may read webhooks, so it keeps no more than they see elsewhere: of a signed
   * request the values of the headers that every webhook sends, of others all but those that some
   * webhook sends as its own.
   */
  private static final class HiddenHeaders {

    /** Stands for a value. */
    private static final String MASK = "********";

    /** What the sender itself sets. */
    private static final Set<String> OPEN =
        anyCase(
            "Host",
            "Connection",
            "Content-Type",
            "Content-Length",
            "User-Agent",
            "X-Hook-Signature",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "X-Hook-Event",
            "X-Hook-Attempt",
            "traceparent");

    private final Webhooks webhooks;
    private volatile Own known = new Own(null, Set.of());

    HiddenHeaders(Webhooks webhooks) {
      this.webhooks = webhooks;
    }

    /** The request as it may be shown, with the values of these headers masked. */
    LoopbackRequest masked(LoopbackRequest request) {
      boolean signed =
          !request.header("webhook-signature").isEmpty()
              || !request.header("X-Hook-Signature").isEmpty();
      Set<String> own = own(webhooks.current());
      return new LoopbackRequest(
          request.method(),
          request.target(),
          request.headers().stream()
              .map(
                  header ->
                      own.contains(header.name()) || (signed && !OPEN.contains(header.name()))
                          ? new Header(header.name(), MASK)
                          : header)
              .toList(),
          request.body(),
          request.bodyBytes());
    }

    /** Gathered once for each set of webhooks: requests may come quicker than webhooks change. */
    private Set<String> own(WebhookSet current) {
      Own last = known;
      if (last.of() != current) {
        Set<String> names = anyCase();
        current.webhooks().forEach(webhook -> names.addAll(webhook.headers().keySet()));
        last = new Own(current, names);
        known = last;
      }
      return last.names();
    }

    /** The names of the headers that these webhooks send as their own. */
    private record Own(@Nullable WebhookSet of, Set<String> names) {}

    private static Set<String> anyCase(String... names) {
      Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      set.addAll(Arrays.asList(names));
      return set;
    }
  }
}
