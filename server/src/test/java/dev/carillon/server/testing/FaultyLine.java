package dev.carillon.server.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A TCP proxy before a server, which can be cut, muted, held up, or change what is sent. */
public final class FaultyLine implements AutoCloseable {

  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean away;
  private volatile boolean clientsMute;
  private volatile boolean serverMute;
  private volatile boolean garbling;
  private volatile long delayMillis;
  private volatile long cutAfter = Long.MAX_VALUE;
  private final AtomicReference<@Nullable Interruption> interruption = new AtomicReference<>();

  /** A line to this port, which works. */
  public FaultyLine(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The port in front of the server. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts all connections, and those that come, until {@link #back}. */
  public void away() {
    away = true;
    cut();
  }

  /** Lets connections come, and says nothing on them. */
  public void silent() {
    muteClients();
    muteServer();
  }

  /** What clients send vanishes; what the server sends arrives. */
  public void muteClients() {
    clientsMute = true;
  }

  /** What the server sends vanishes; what clients send arrives. */
  public void muteServer() {
    serverMute = true;
  }

  /** Holds back each 16 kB, and each smaller piece, for so long. */
  public void slow(long millis) {
    delayMillis = millis;
  }

  /**
   * Changes a bit of each 16 kB that clients send in one piece: of contents, not of short heads.
   */
  public void garble() {
    garbling = true;
  }

  /** Leads connections that come to another port. */
  public void leadTo(int port) {
    target = port;
    cut();
  }

  /** Cuts the line when clients have sent so many bytes more. */
  public void cutAfter(long bytes) {
    cutAfter = sent.get() + bytes;
  }

  /** Does something once, before the next request with this method reaches the server. */
  public void before(String method, Runnable work) {
    interruption.set(new Interruption(method + " ", work));
  }

  /** It works again. */
  public void back() {
    cutAfter = Long.MAX_VALUE;
    clientsMute = false;
    serverMute = false;
    garbling = false;
    delayMillis = 0;
    away = false;
    cut();
  }

  private void cut() {
    for (Socket each : open) {
      close(each);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (away) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> pass(client, server, true));
        Thread.ofVirtual().start(() -> pass(server, client, false));
      } catch (IOException closed) {
        // the loop ends if it is the listener
      }
    }
  }

  private void pass(Socket from, Socket to, boolean client) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (client && sent.addAndGet(read) > cutAfter) {
          away();
          return;
        }
        if (garbling && client && read == buffer.length) {
          buffer[read - 1] ^= 1;
        }
        if (delayMillis > 0) {
          Await.pause(delayMillis);
        }
        if (client) {
          interrupt(buffer, read);
        }
        if (!(client ? clientsMute : serverMute)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException broken) {
      // both ends are closed
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void interrupt(byte[] buffer, int length) {
    Interruption next = interruption.get();
    if (next != null
        && new String(buffer, 0, length, US_ASCII).startsWith(next.begins())
        && interruption.compareAndSet(next, null)) {
      next.work().run();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(unclosable);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  /** What is done before a request that begins so. */
  private record Interruption(String begins, Runnable work) {}
}
