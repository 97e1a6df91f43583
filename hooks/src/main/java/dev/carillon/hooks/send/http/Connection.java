package dev.carillon.hooks.send.http;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.Contact;
import dev.carillon.hooks.send.AddressGuard;
import dev.carillon.hooks.send.SignedRequest;
import dev.carillon.hooks.send.http.answer.AnswerReader;
import dev.carillon.hooks.send.http.answer.Fault;
import dev.carillon.hooks.send.http.link.Link;
import dev.carillon.hooks.send.http.link.PlainLink;
import dev.carillon.hooks.send.http.link.TlsLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a receiver. An attempt owns it from the dial, or from {@link #resume}, to its
 * {@link #rest} or {@link #close}; meanwhile {@link Watch} shuts the socket when the attempt's time
 * is over.
 */
public final class Connection {

  /** In the place of a deadline: nobody uses it. */
  private static final long RESTING = -1;

  /** In the place of a deadline: it has passed, and the socket was shut. */
  private static final long EXPIRED = -2;

  private final Place place;
  private final InetSocketAddress address;
  private final SocketChannel channel;
  private final AtomicLong due;
  private final RequestWriter writer = new RequestWriter();
  private AddressGuard guard;
  private Link link;
  private AnswerReader reader;
  private Contact.Peer peer;
  private @Nullable SSLContext context;
  private boolean asked;
  private boolean used;
  private long idleSince;
  private long keptUntil;

  /**
   * A connection that is about to be made.
   *
   * @param place what it takes of the pool, and gives back
   * @param address at the other end, checked
   * @param guard what it was checked by
   * @param deadline of the connecting
   */
  Connection(Place place, InetSocketAddress address, AddressGuard guard, long deadline)
      throws IOException {
    this.place = place;
    this.address = address;
    this.guard = guard;
    this.due = new AtomicLong(deadline);
    this.channel = SocketChannel.open();
    this.link = new PlainLink(channel);
    this.reader = new AnswerReader(link);
    this.peer = Contact.Peer.at(text(address));
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Who is at the other end. */
  Contact.Peer peer() {
    return peer;
  }

  InetSocketAddress address() {
    return address;
  }

  SocketChannel channel() {
    return channel;
  }

  Link link() {
    return link;
  }

  AnswerReader reader() {
    return reader;
  }

  /** The way that it is on. */
  Route route() {
    return place.route();
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
    progress.certificateAsked(asked && !used);
  }

  /** From here on everything goes through TLS. */
  void secure(TlsLink tls, SSLContext by) {
    link = tls;
    context = by;
    reader = new AnswerReader(tls);
    peer = peer.secured(tls.protocol(), tls.certificateUntil());
  }

  /** Puts the deadline off, from that of the connecting to that of the attempt. */
  void extend(long deadline, Progress progress) throws Fault {
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
      String host = place.route().key().host();
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
      return Progress.now() >= keptUntil || link.stale();
    } catch (IOException broken) {
      return true;
    }
  }

  /**
   * Sends one request and reads its answer. Afterwards the connection rests, or is closed if it
   * cannot be used again.
   *
   * @throws NothingSentException if it was closed by the peer during its rest and took no byte
   */
  public Answer exchange(Target target, SignedRequest request, Progress progress)
      throws IOException {
    boolean resting = false;
    try {
      Answer answer = answer(target, request, progress);
      resting = reader.reusable() && rest();
      return answer;
    } catch (IOException failure) {
      throw expired() ? progress.late() : failure;
    } finally {
      if (!resting) {
        close();
      }
    }
  }

  private Answer answer(Target target, SignedRequest request, Progress progress)
      throws IOException {
    progress.meets(peer);
    tellWhetherAsked(progress);
    progress.enter(Progress.Phase.WRITE);
    long before = link.taken();
    try {
      writer.write(link, target, request);
    } catch (IOException failure) {
      if (used && link.taken() == before && !expired()) {
        throw new NothingSentException(failure);
      }
      return answerDespite(failure);
    }
    progress.enter(Progress.Phase.FIRST_BYTE);
    reader.await();
    progress.enter(Progress.Phase.ANSWER);
    return reader.read();
  }

  /**
   * A receiver may refuse a large request before it has read it, or demand a certificate after our
   * side of the handshake: its word may be there.
   */
  private Answer answerDespite(IOException failure) throws IOException {
    try {
      Answer answer = reader.read();
      reader.spoil();
      return answer;
    } catch (SSLException told) {
      told.addSuppressed(failure);
      throw told;
    } catch (IOException none) {
      failure.addSuppressed(none);
      throw failure;
    }
  }

  private boolean rest() {
    long now = Progress.now();
    used = true;
    idleSince = now;
    keptUntil = reader.keptUntil(now);
    long deadline = due.get();
    if (deadline == EXPIRED || !due.compareAndSet(deadline, RESTING)) {
      return false;
    }
    place.route().idle(this);
    return true;
  }

  /** Since when it rests. */
  long idleSince() {
    return idleSince;
  }

  /** Whether the watch has shut it. */
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

  /** Shuts the socket; whoever uses it notices. */
  void shut() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot close a socket", failure);
    }
  }

  /** Shuts the socket and gives the place back. For the owner only. */
  void close() {
    abandon();
    place.leave();
  }

  /** Shuts the socket of a dial that failed; the place is kept for the next address. */
  void abandon() {
    shut();
    place.pool().gone(this);
  }
}
