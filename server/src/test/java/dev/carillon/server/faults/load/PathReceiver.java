package dev.carillon.server.faults.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Many receivers behind one loopback port, one for each path, each with a manner of its own. Cheap:
 * what it costs is not what is measured. It can be shut and opened again on the same port.
 */
public final class PathReceiver implements AutoCloseable {

  private static final int BACKLOG = 4096;

  private final Map<String, Path> paths = new ConcurrentHashMap<>();
  private final Map<String, Long> heard = new ConcurrentHashMap<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Function<ReceivedRequest, String> keys;
  private final int port;
  private volatile ServerSocket listener;

  private PathReceiver(ServerSocket listener, Function<ReceivedRequest, String> keys) {
    this.listener = listener;
    this.keys = keys;
    this.port = listener.getLocalPort();
  }

  /** Listens on a free port; every path is good until told otherwise. */
  public static PathReceiver start() {
    return start(ReceivedRequest::delivery);
  }

  /** The same; what is heard is told apart by something else than the delivery's id. */
  public static PathReceiver start(Function<ReceivedRequest, String> keys) {
    PathReceiver receiver = new PathReceiver(listen(0), keys);
    receiver.serve();
    return receiver;
  }

  /** Where the requests for this path go. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + "/" + path;
  }

  /** From now on this path behaves so. */
  public void manner(String path, Manner manner) {
    path(path).manner = manner;
  }

  /** How many requests of this path were answered 2xx. */
  public int accepted(String path) {
    return path(path).accepted.get();
  }

  /** How many requests of this path were there at the same time, at most. */
  public int thereMax(String path) {
    return path(path).thereMax.get();
  }

  /** How many requests came for this path. */
  public int requests(String path) {
    return path(path).requests.get();
  }

  /**
   * When each delivery that was answered 2xx came first, by {@link System#nanoTime}; the map goes
   * on to grow.
   */
  public Map<String, Long> heard() {
    return heard;
  }

  /** Refuses connections and drops those that are open. */
  public void shut() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Takes connections again. */
  public void open() {
    listener = listen(port);
    serve();
  }

  @Override
  public void close() {
    shut();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return socket;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void serve() {
    ServerSocket from = listener;
    Thread.ofVirtual().name("receiver").start(() -> accept(from));
  }

  private void accept(ServerSocket from) {
    while (true) {
      try {
        Socket socket = from.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().name("receiver-connection").start(() -> converse(socket));
      } catch (IOException shut) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (ReceivedRequest request = ReceivedRequest.read(in);
          ;
          request = ReceivedRequest.read(in)) {
        int status = path(request.path()).answer(keys.apply(request), heard);
        if (status == Manner.NOTHING) {
          awaitEnd(in);
          return;
        }
        String answer = "HTTP/1.1 " + status + " So\r\nContent-Length: 0\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException | InterruptedException gone) {
      // the sender closed its connection, or the receiver was shut
    } finally {
      sockets.remove(socket);
    }
  }

  private static void awaitEnd(InputStream in) throws IOException {
    while (in.read() >= 0) {
      // nothing more is expected
    }
  }

  private Path path(String name) {
    return paths.computeIfAbsent(name, any -> new Path());
  }

  /** One path: how it behaves, and what happened there. */
  private static final class Path {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger there = new AtomicInteger();
    private final AtomicInteger thereMax = new AtomicInteger();
    private volatile Manner manner = Manner.GOOD;

    int answer(String key, Map<String, Long> heard) throws InterruptedException {
      long at = System.nanoTime();
      thereMax.accumulateAndGet(there.incrementAndGet(), Math::max);
      try {
        int status = manner.status(requests.incrementAndGet());
        if (status / 100 == 2) {
          heard.putIfAbsent(key, at);
          accepted.incrementAndGet();
        }
        return status;
      } finally {
        there.decrementAndGet();
      }
    }
  }
}
