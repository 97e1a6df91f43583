package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.loopback.LoopbackListener;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import dev.carillon.server.platform.http.loopback.LoopbackResponse;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The receivers there are, and their listener on this node: on loopback, opened with the first of
 * them. Receivers and what they got are in the database, so that any node shows them. Their URLs
 * have one port, which the node that made the first one chose; each node leads what is sent there
 * to its own listener, whatever port that has got. So a delivery is caught on the node that sends
 * it, wherever the server listens: the address guard admits exactly this socket while there is a
 * receiver.
 */
public final class BuiltInReceivers implements AutoCloseable {

  /** Where other nodes make and change receivers, this one knows it so long afterwards. */
  static final Duration LOOKED_EVERY = Duration.ofMillis(500);

  private static final Duration STORED_EVERY = Duration.ofMillis(250);
  private static final Duration PURGED_EVERY = Duration.ofHours(1);
  private static final Duration USE_STORED_EVERY = Duration.ofMinutes(1);
  private static final int MAX = 100;
  private static final int BODY_BYTES_KEPT = 256 << 10;
  private static final Duration UNUSED_MAX = Duration.ofHours(24);

  private final Database database;
  private final SignatureCheck signatures;
  private final HiddenHeaders hidden;
  private final InstantSource clock;
  private final BooleanSupplier alone;
  private final CapturedRequests captured;
  private final LoopbackListener listener;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-receivers");
  private volatile Known known = Known.NONE;
  private boolean listens;

  /**
   * Those in this database.
   *
   * @param shared whether other nodes may make some
   * @param alone whether no other node is at work now
   */
  public BuiltInReceivers(
      Database database,
      Webhooks webhooks,
      InstantSource clock,
      boolean shared,
      BooleanSupplier alone) {
    this.database = database;
    this.alone = alone;
    this.signatures = new SignatureCheck(webhooks);
    this.hidden = new HiddenHeaders(webhooks);
    this.clock = clock;
    this.captured = new CapturedRequests(database, clock);
    this.listener = new LoopbackListener(this::respond, BODY_BYTES_KEPT);
    look();
    tasks.every(STORED_EVERY, "storing requests of built-in receivers", captured::store);
    tasks.every(PURGED_EVERY, "ending unused built-in receivers", this::endUnused);
    if (shared) {
      tasks.every(LOOKED_EVERY, "looking for built-in receivers of other nodes", this::look);
    }
  }

  /**
   * What is admitted while there is a receiver: the socket in the URLs, and where the listener of
   * this node really is.
   */
  public Map<InetSocketAddress, InetSocketAddress> sockets() {
    return known.sockets();
  }

  /** A token that signs one test delivery and no other. */
  void remember(String token) {
    signatures.remember(token);
  }

  /** A new one. When this returns, every node that is well catches what is sent to it. */
  BuiltInReceiver add(JsonFields fields) {
    endUnused();
    int port = listen(known.port()).getPort();
    BuiltInReceiver made = BuiltInReceiver.of(Ids.random(), fields, clock.instant());
    database.write(
        connection -> {
          ReceiverRows.changing(connection);
          ReceiverRows.keepPort(connection, port);
          if (ReceiverRows.all(connection).size() >= MAX) {
            throw Problem.conflict(
                "There are " + MAX + " built-in receivers already; remove one first");
          }
          ReceiverRows.add(connection, made);
          return made;
        });
    look();
    if (!alone.getAsBoolean()) {
      othersLook();
    }
    return made;
  }

  private static void othersLook() {
    try {
      Thread.sleep(LOOKED_EVERY.plus(LOOKED_EVERY));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  List<BuiltInReceiver> all() {
    endUnused();
    return database.read(ReceiverRows::all);
  }

  /** The one of this id, which is used by this. */
  Optional<BuiltInReceiver> find(String id) {
    Instant now = clock.instant();
    Optional<BuiltInReceiver> found =
        database
            .read(connection -> ReceiverRows.find(connection, id))
            .filter(receiver -> !receiver.usedAt().isBefore(now.minus(UNUSED_MAX)));
    if (found.filter(one -> one.usedAt().isBefore(now.minus(USE_STORED_EVERY))).isPresent()) {
      database.write(
          connection -> {
            ReceiverRows.used(connection, id, now);
            return now;
          });
    }
    return found;
  }

  /** The same, but for what the fields say; empty where there is none of this id. */
  Optional<BuiltInReceiver> change(String id, JsonFields fields) {
    Optional<BuiltInReceiver> changed =
        database.<Optional<BuiltInReceiver>>write(
            connection -> {
              ReceiverRows.changing(connection);
              Optional<BuiltInReceiver> found = ReceiverRows.find(connection, id);
              if (found.isEmpty()) {
                return Optional.empty();
              }
              BuiltInReceiver receiver = found.get().changed(fields, clock.instant());
              ReceiverRows.change(connection, receiver);
              return Optional.of(receiver);
            });
    look();
    return changed;
  }

  boolean remove(String id) {
    boolean removed =
        database.write(
            connection -> {
              ReceiverRows.changing(connection);
              return ReceiverRows.remove(connection, id);
            });
    captured.forget(id);
    look();
    return removed;
  }

  /** How many requests of a receiver are kept. */
  int count(String id) {
    captured.store();
    return database.read(connection -> ReceiverRows.count(connection, id));
  }

  /** What a receiver got, the newest first: so many, after so many others. */
  List<ReceivedRequest> requests(String id, int limit, int offset) {
    captured.store();
    return database.read(connection -> ReceiverRows.requests(connection, id, limit, offset));
  }

  void clear(String id) {
    captured.forget(id);
    database.write(
        connection -> {
          ReceiverRows.clear(connection, id);
          return id;
        });
  }

  /** What to send to. */
  String url(BuiltInReceiver receiver) {
    return url(receiver.id());
  }

  private String url(String id) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return "http://" + loopback.getHostAddress() + ":" + known.port() + "/" + id;
  }

  private void endUnused() {
    Instant before = clock.instant().minus(UNUSED_MAX);
    if (known.receivers().isEmpty()
        || database.write(connection -> ReceiverRows.endUnused(connection, before)) == 0) {
      return;
    }
    database.write(
        connection -> {
          ReceiverRows.changing(connection);
          return before;
        });
    look();
  }

  /** Reads what there is, if that has changed; the listener opens with the first receiver. */
  private synchronized void look() {
    ReceiverRows.Shared now = database.read(ReceiverRows::shared);
    if (now.revision() == known.revision()) {
      return;
    }
    List<BuiltInReceiver> all = database.read(ReceiverRows::all);
    known =
        new Known(
            now.port(),
            now.revision(),
            all.stream().collect(Collectors.toMap(BuiltInReceiver::id, BuiltInReceiver::response)),
            all.isEmpty()
                ? Map.of()
                : Map.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), now.port()),
                    listen(now.port())));
  }

  /**
   * Where this node's listener is.
   *
   * @param port that it has if it can; 0: any
   */
  private synchronized InetSocketAddress listen(int port) {
    if (!listens) {
      try {
        listener.start(port);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      listens = true;
    }
    return listener.address();
  }

  /** Takes a request: the path begins with the receiver's id. */
  private LoopbackResponse respond(LoopbackRequest request) throws InterruptedException {
    String target = request.target();
    int end = 1;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String id = target.startsWith("/") ? target.substring(1, end) : "";
    ChosenResponse response = known.receivers().get(id);
    if (response == null) {
      return given(404, Map.of(), "There is no such built-in receiver; it may have ended.\n");
    }
    Instant now = clock.instant();
    captured.add(
        id,
        new ReceivedRequest(
            Ids.random(),
            now,
            target.substring(end),
            hidden.masked(request),
            signatures.check(request, url(id), now)));
    return react(response);
  }

  private static LoopbackResponse react(ChosenResponse response) throws InterruptedException {
    Thread.sleep(response.delayMs());
    if (response.drop()) {
      return new LoopbackResponse.Dropped();
    }
    Map<String, String> headers =
        response.retryAfter().isEmpty() ? Map.of() : Map.of("Retry-After", response.retryAfter());
    return given(response.status(), headers, response.body());
  }

  private static LoopbackResponse given(int status, Map<String, String> headers, String body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "text/plain;charset=UTF-8");
    return new LoopbackResponse.Given(status, all, body.getBytes(UTF_8));
  }

  /** What came last is stored before the database is closed. */
  @Override
  public void close() {
    listener.close();
    tasks.close();
    captured.store();
  }

  /**
   * What this node knows of the receivers.
   *
   * @param port in their URLs
   * @param receivers how each responds
   * @param sockets what the address guard admits
   */
  private record Known(
      int port,
      long revision,
      Map<String, ChosenResponse> receivers,
      Map<InetSocketAddress, InetSocketAddress> sockets) {

    static final Known NONE = new Known(0, 0, Map.of(), Map.of());
  }
}
