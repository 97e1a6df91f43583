package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.response.ResponseFault;
import dev.carillon.hooks.http.response.ResponseReader;
import dev.carillon.hooks.http.transport.PlainTransport;
import dev.carillon.hooks.http.transport.TlsTransport;
import dev.carillon.hooks.http.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a receiver. An attempt owns it from the dial, or from {@link #resume}, to its
 * {@link #restOrClose} or {@link #close}; meanwhile {@link DeadlineWatcher} shuts the socket when
 * the attempt's time is over. While a {@link EventLoop} drives it, its socket does not wait, and
 * belongs to the loop's thread.
 */
final class Connection {

  /** Stands in the place of a deadline while the connection is not in use. */
  private static final long RESTING = -1;

  /** Stands in the place of a deadline that has passed; the socket was shut. */
  private static final long EXPIRED = -2;

  /** A loop sees within so long what became of a connection that rests. */
  private static final long WATCHED_NANOS = Duration.ofMillis(20).toNanos();

  private final ConnectionPool pool;
  private final Route route;
  private final InetSocketAddress address;
  private final SocketChannel channel;
  private final AtomicLong due;
  private final RequestWriter writer = new RequestWriter();
  private AddressGuard guard;
  private Transport transport;
  private ResponseReader reader;
  private AttemptTarget.Peer peer;
  private volatile int home;
  private volatile @Nullable EventLoop loop;
  private @Nullable Exchange exchange;
  private boolean muted;
  private @Nullable SSLContext context;
  private boolean asked;
  private int answered;
  private long restsInRound;
  private long idleSince;
  private long keptUntil;

  /**
   * A connection that is about to be made.
   *
   * @param pool whose permit for one more connection it has
   * @param route whose permit it has as well
   * @param address at the other end, checked
   * @param guard what it was checked by
   * @param deadline of the connecting
   */
  Connection(
      ConnectionPool pool,
      Route route,
      InetSocketAddress address,
      AddressGuard guard,
      long deadline)
      throws IOException {
    this.pool = pool;
    this.route = route;
    this.address = address;
    this.guard = guard;
    this.due = new AtomicLong(deadline);
    this.channel = SocketChannel.open();
    this.transport = new PlainTransport(channel);
    this.reader = new ResponseReader(transport);
    this.peer = AttemptTarget.Peer.at(text(address));
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Who is at the other end. */
  AttemptTarget.Peer peer() {
    return peer;
  }

  InetSocketAddress address() {
    return address;
  }

  SocketChannel channel() {
    return channel;
  }

  Transport transport() {
    return transport;
  }

  ResponseReader reader() {
    return reader;
  }

  /** The way that it is on. */
  Route route() {
    return route;
  }

  /** Whether it was this context that made it secure. */
  @SuppressWarnings("ReferenceEquality") // a context is made anew when the trust changes
  boolean securedBy(SSLContext current) {
    return context == current;
  }

  /** The receiver wants to know who calls. */
  void certificateAsked() {
    asked = true;
  }

  /** Says whether a receiver that has not answered yet has asked who calls. */
  void tellWhetherAsked(Progress progress) {
    progress.certificateAsked(asked && !used());
  }

  /** From here on everything goes through TLS. */
  void secure(TlsTransport tls, SSLContext by) {
    transport = tls;
    context = by;
    reader = new ResponseReader(tls);
    peer = peer.secured(tls.protocol(), tls.certificateUntil());
  }

  /** Puts the deadline off, from that of the connecting to that of the attempt. */
  void extend(long deadline, Progress progress) throws ResponseFault {
    long before = due.get();
    if (before == EXPIRED || !due.compareAndSet(before, deadline)) {
      throw progress.late();
    }
  }

  /** Takes the connection out of its rest, for an attempt with this deadline. */
  void resume(long deadline) {
    due.set(deadline);
  }

  /** Whether this guard lets the address through; asked again only when the guard has changed. */
  @SuppressWarnings("ReferenceEquality") // the same object is the usual case, and the cheap one
  boolean allowedBy(AddressGuard current) {
    if (guard != current) {
      String host = route.key().host();
      if (!guard.equals(current) && current.objection(host, address).isPresent()) {
        return false;
      }
      guard = current;
    }
    return true;
  }

  /** Whether the peer has closed it, or was about to by its own word. Never waits. */
  boolean stale() {
    try {
      return Progress.now() >= keptUntil || transport.stale();
    } catch (IOException broken) {
      return true;
    }
  }

  /**
   * Whether it is stale, for the loop that drives it, which need not ask the network: a connection
   * that has proved to outlast its responses, and that rests since a moment ago, was looked at in
   * this round or the last one.
   */
  boolean staleOnLoop() {
    long now = Progress.now();
    boolean watched = driven() && answered > 1 && now - idleSince < WATCHED_NANOS;
    return watched ? now >= keptUntil : stale();
  }

  /**
   * Whether it has answered once, in this round of its loop: a receiver that closes each connection
   * without saying so does it within microseconds, and the loop has not looked again.
   */
  boolean mayBeClosing(EventLoop current) {
    return answered == 1 && driven() && restsInRound == current.round();
  }

  /**
   * Whether a connection that has answered once, and that its loop drives, was closed since. It may
   * have been taken on another thread, some moments ago.
   */
  boolean closedSinceItsFirst() {
    return answered == 1 && driven() && stale();
  }

  /** Whether its bytes are not encrypted, so that a {@link EventLoop} can drive it. */
  boolean plain() {
    return transport instanceof PlainTransport;
  }

  RequestWriter writer() {
    return writer;
  }

  /** Whether it has had a response before. */
  boolean used() {
    return answered > 0;
  }

  /** The number of the loop that it rests on. */
  int home() {
    return home;
  }

  void home(int number) {
    home = number;
  }

  /** Sets the loop that drives the connection; null: its user drives it, and waits. */
  void drivenBy(@Nullable EventLoop by) {
    loop = by;
  }

  /** Whether a loop drives it. */
  boolean driven() {
    return loop != null;
  }

  /** Whether its loop reads it no more, since its peer sent something too early. For the loop. */
  boolean muted() {
    return muted;
  }

  void mute() {
    muted = true;
  }

  /** Its request of this moment. For the loop that drives it. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  void exchange(@Nullable Exchange current) {
    exchange = current;
  }

  /** After a response: it rests, or is closed where it cannot be used again. */
  void restOrClose() {
    if (!reader.reusable() || !rest()) {
      close();
    }
  }

  private boolean rest() {
    long now = Progress.now();
    answered++;
    EventLoop driver = loop;
    restsInRound = driver == null ? 0 : driver.round();
    idleSince = now;
    keptUntil = reader.keptUntil(now);
    long deadline = due.get();
    if (deadline == EXPIRED || !due.compareAndSet(deadline, RESTING)) {
      return false;
    }
    pool.rests(this);
    return true;
  }

  /** Since when it rests. */
  long idleSince() {
    return idleSince;
  }

  /** Whether the deadline watcher has shut it. */
  boolean expired() {
    return due.get() == EXPIRED;
  }

  /** Shuts the socket if the time of the attempt that uses it is over. */
  void expireAt(long now) {
    long deadline = due.get();
    if (deadline >= 0 && deadline <= now && due.compareAndSet(deadline, EXPIRED)) {
      shut();
    }
  }

  /** Shuts the socket; its user notices. */
  void shut() {
    EventLoop driver = loop;
    if (driver == null) {
      shutUndriven();
    } else {
      driver.shut(this);
    }
  }

  /** Shuts a socket that no loop drove a moment ago; one that does by now must be told. */
  void shutUndriven() {
    closeSocket();
    // a selector neither wakes up for a socket that others close, nor shows it again
    EventLoop meanwhile = loop;
    if (meanwhile != null) {
      meanwhile.shut(this);
    }
  }

  /** Shuts the socket here and now. */
  void closeSocket() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot close a socket", failure);
    }
  }

  /** Shuts the socket and gives both permits back. For the owner only. */
  void close() {
    abandon();
    route.released();
    pool.released();
  }

  /** Shuts the socket of a dial that failed; the permits are kept for the next address. */
  void abandon() {
    shut();
    pool.gone(this);
  }
}
