package dev.carillon.hooks.send.http.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLSocket;

/** Bytes through TLS. */
public final class TlsLink implements Link {

  private final WireSocket wire;
  private final PlainLink plain;
  private final InputStream in;
  private final OutputStream out;

  TlsLink(SSLSocket socket, WireSocket wire, PlainLink plain) throws IOException {
    this.wire = wire;
    this.plain = plain;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
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

  /** What came may be a session ticket, which is no reason to part: only TLS itself can tell. */
  @Override
  public boolean stale() throws IOException {
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
