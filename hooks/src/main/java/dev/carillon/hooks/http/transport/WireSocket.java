package dev.carillon.hooks.http.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * The plain connection as TLS sees it. What was read is kept here, so that one can look whether
 * anything came without waiting, and without taking it away from TLS.
 */
final class WireSocket extends Socket {

  private static final int BUFFER_BYTES = 8 * 1024;

  private final PlainTransport plain;
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final ByteBuffer ahead = ByteBuffer.wrap(bytes).flip();
  private boolean waiting = true;

  WireSocket(PlainTransport plain) {
    this.plain = plain;
  }

  /** Reads what is there and does not wait: 0 if nothing is, negative at the end. */
  int lookAhead() throws IOException {
    if (ahead.hasRemaining()) {
      return ahead.remaining();
    }
    int read = plain.readNow(ahead.clear());
    ahead.flip();
    return read;
  }

  /** Whether a read waits, or ends with a timeout when nothing is there. */
  void waiting(boolean waits) {
    waiting = waits;
  }

  private int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ahead.hasRemaining()) {
      int read = waiting ? plain.read(bytes, 0, bytes.length) : plain.readNow(ahead.clear());
      ahead.limit(Math.max(read, 0)).position(0);
      if (read < 0) {
        return -1;
      }
      if (read == 0) {
        throw new SocketTimeoutException("nothing is there");
      }
    }
    int count = Math.min(length, ahead.remaining());
    ahead.get(into, from, count);
    return count;
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return WireSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return WireSocket.this.read(into, from, length);
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        plain.write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        plain.write(bytes, from, length);
      }
    };
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !plain.channel().isOpen();
  }

  @Override
  public InetAddress getInetAddress() {
    return plain.channel().socket().getInetAddress();
  }

  @Override
  public int getPort() {
    return plain.channel().socket().getPort();
  }

  @Override
  public void setSoTimeout(int millis) {
    // the deadline watcher ends what takes too long
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }

  /** TLS shuts its input where it takes an end without its own farewell for one; it is a cut. */
  @Override
  public void shutdownInput() throws IOException {
    throw new EOFException("closed without a TLS close_notify");
  }

  @Override
  public void close() throws IOException {
    plain.channel().close();
  }
}
