package dev.carillon.hooks.delivery;

import java.time.Instant;

/**
 * The settings that an attempt used, and the receiver that it went to.
 *
 * @param url what it was sent to; empty = not known
 * @param made what the request was made of
 * @param peer what was reached
 */
public record AttemptTarget(String url, Made made, Peer peer) {

  /** Nothing is known. */
  public static final AttemptTarget NONE = new AttemptTarget("", Peer.NONE);

  /** A target whose request's webhook revision and user agent are not known. */
  public AttemptTarget(String url, Peer peer) {
    this(url, Made.UNKNOWN, peer);
  }

  /**
   * The revision and sender that a request was made with.
   *
   * @param revision of the webhook, as {@code WebhookRevision} counts; 0 = not known
   * @param userAgent who sent it; empty = not known
   */
  public record Made(int revision, String userAgent) {

    /** Nothing is known: the attempt was made before this was kept. */
    public static final Made UNKNOWN = new Made(0, "");

    /** Whether it is known. */
    public boolean known() {
      return revision > 0 && !userAgent.isEmpty();
    }
  }

  /**
   * The other end of a connection.
   *
   * @param address the address that was dialled and its port; empty = none was
   * @param tlsProtocol such as {@code TLSv1.3}; empty where there was no TLS
   * @param certificateUntil when the receiver's certificate ends; {@link Instant#EPOCH} where there
   *     was none
   */
  public record Peer(String address, String tlsProtocol, Instant certificateUntil) {

    /** No receiver was reached, or it is not known which. */
    public static final Peer NONE = new Peer("", "", Instant.EPOCH);

    /** An address without TLS. */
    public static Peer at(String address) {
      return new Peer(address, "", Instant.EPOCH);
    }

    /** The same end after a handshake. */
    public Peer secured(String protocol, Instant until) {
      return new Peer(address, protocol, until);
    }
  }
}
