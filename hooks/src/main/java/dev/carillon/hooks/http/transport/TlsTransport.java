package dev.carillon.hooks.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Bytes through TLS. */
public final class TlsTransport implements Transport {

  private final WireSocket wire;
  private final PlainTransport plain;
  private final InputStream in;
  private final OutputStream out;
  private final String protocol;
  private final Instant certificateUntil;

  TlsTransport(SSLSocket socket, WireSocket wire, PlainTransport plain) throws IOException {
    this.wire = wire;
    this.plain = plain;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    SSLSession session = socket.getSession();
    this.protocol = session.getProtocol();
    this.certificateUntil = certificateUntil(session);
  }

  private static Instant certificateUntil(SSLSession session) throws SSLPeerUnverifiedException {
    for (Certificate certificate : session.getPeerCertificates()) {
      if (certificate instanceof X509Certificate own) {
        return own.getNotAfter().toInstant();
      }
    }
    return Instant.EPOCH;
  }

  /** Which TLS was agreed on, such as {@code TLSv1.3}. */
  public String protocol() {
    return protocol;
  }

  /** When the receiver's certificate ends. */
  public Instant certificateUntil() {
    return certificateUntil;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    return in.read(into, from, length);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  @Override
  public long taken() {
    return plain.taken();
  }

  /**
   * Whether the receiver has sent or closed something unasked. Bytes that came may be a session
   * ticket, which does no harm: only TLS itself can tell.
   */
  @Override
  public boolean stale() throws IOException {
    if (in.available() > 0) {
      // decrypted already: it came in one record with the last response
      return true;
    }
    int ahead = wire.lookAhead();
    if (ahead <= 0) {
      return ahead < 0;
    }
    wire.waiting(false);
    try {
      in.read();
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    } finally {
      wire.waiting(true);
    }
  }
}
