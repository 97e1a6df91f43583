package dev.carillon.hooks.delivery;

import java.time.Instant;

/**
 * Where an attempt went.
 *
 * @param url what it was sent to; empty = not known
 * @param peer what was reached
 */
public record Contact(String url, Peer peer) {

  /** Nothing is known. */
  public static final Contact NONE = new Contact("", Peer.NONE);

  /**
   * The other end of a connection.
   *
   * @param address the address that was dialled and its port; empty = none was
   * @param tlsProtocol such as {@code TLSv1.3}; empty where there was no TLS
   * @param certificateUntil when the receiver's certificate ends; {@link Instant#EPOCH} where there
   *     was none
   */
  public record Peer(String address, String tlsProtocol, Instant certificateUntil) {

    /** Nobody was reached, or it is not known who. */
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
