package dev.carillon.server.platform.http.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/** The socket of a connection, which knows how many bytes its reader has taken. */
final class WatchedEndPoint extends SocketChannelEndPoint {

  private volatile long taken;

  WatchedEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /** One write at a time reaches the socket. */
  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, many readers
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = BufferUtil.remaining(buffers);
    try {
      return super.flush(buffers);
    } finally {
      taken += before - BufferUtil.remaining(buffers);
    }
  }

  /** How many bytes the network has taken, TLS included. */
  long taken() {
    return taken;
  }

  /** Whether something waits until its reader takes it. */
  boolean waits() {
    return getWriteFlusher().isPending();
  }
}
