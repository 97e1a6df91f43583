package dev.carillon.hooks.http.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes straight from and to the socket. */
@SuppressWarnings("ReferenceEquality") // arrays: whether it is the one that is wrapped already
public final class PlainTransport implements Transport {

  private final SocketChannel channel;
  private final ByteBuffer probe = ByteBuffer.allocate(1);
  private byte[] inBytes = {};
  private ByteBuffer in = probe;
  private byte[] outBytes = {};
  private ByteBuffer out = probe;
  private long taken;

  /** The bytes of this socket, which may not be connected yet. */
  public PlainTransport(SocketChannel channel) {
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (inBytes != into) {
      inBytes = into;
      in = ByteBuffer.wrap(into);
    }
    return channel.read(in.limit(from + length).position(from));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    wrap(bytes, from, length);
    while (out.hasRemaining()) {
      taken += channel.write(out);
    }
  }

  /** Hands over as many of these bytes as the network takes now; how many. */
  public int offer(byte[] bytes, int from, int length) throws IOException {
    wrap(bytes, from, length);
    int written = channel.write(out);
    taken += written;
    return written;
  }

  private void wrap(byte[] bytes, int from, int length) {
    if (outBytes != bytes) {
      outBytes = bytes;
      out = ByteBuffer.wrap(bytes);
    }
    out.limit(from + length).position(from);
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public boolean stale() throws IOException {
    probe.clear();
    return readNow(probe) != 0;
  }

  /**
   * Reads what is there and does not wait; 0 if nothing is. On virtual threads the socket is in
   * non-blocking mode anyway, so that this costs one system call and no more.
   */
  int readNow(ByteBuffer into) throws IOException {
    if (!channel.isBlocking()) {
      return channel.read(into);
    }
    channel.configureBlocking(false);
    int read = channel.read(into);
    channel.configureBlocking(true);
    return read;
  }
}
