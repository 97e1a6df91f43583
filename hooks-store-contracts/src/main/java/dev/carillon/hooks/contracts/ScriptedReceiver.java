package dev.carillon.hooks.contracts;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A receiver on a loopback socket that does exactly what a test tells it to, however wrong. It
 * speaks raw bytes: no HTTP library stands between the test and the wire.
 */
public final class ScriptedReceiver implements AutoCloseable {

  private static final List<RequestInspector> INSPECTORS =
      ServiceLoader.load(RequestInspector.class).stream().map(ServiceLoader.Provider::get).toList();

  private final ServerSocket listener;
  private final Script script;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Of these, the ones whose request is with the script. */
  private final Set<Socket> answering = ConcurrentHashMap.newKeySet();

  private final AtomicLong requests = new AtomicLong();
  private final AtomicReference<AssertionError> fault = new AtomicReference<>();

  private ScriptedReceiver(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  /** Listens on a free loopback port. */
  public static ScriptedReceiver start(Script script) {
    try {
      ScriptedReceiver receiver =
          new ScriptedReceiver(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), script);
      Thread.ofVirtual().start(receiver::accept);
      return receiver;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A receiver that always answers this status, without a body. */
  public static ScriptedReceiver answering(int status) {
    return start(Script.status(status));
  }

  /** Where it listens, such as {@code http://127.0.0.1:45123/hook}. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * The next request, in the order they came.
   *
   * @throws IllegalStateException if none comes in time
   * @throws AssertionError if any request before was not as an {@link RequestInspector} wants it
   */
  public Received next(Duration patience) {
    complain();
    try {
      Received next = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new IllegalStateException("no request within " + patience);
      }
      return next;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** All requests that came and were not asked for yet. */
  public List<Received> rest() {
    List<Received> rest = new ArrayList<>();
    received.drainTo(rest);
    return rest;
  }

  /**
   * Waits until all that was sent by senders which have ended is with the script: the last of it
   * may not have been read yet. To be called while no other sender is connected.
   *
   * @return how many requests there were
   * @throws IllegalStateException if a sender is still connected after that time
   */
  public long awaitEndOfSenders(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try (Socket last = new Socket(InetAddress.getLoopbackAddress(), port())) {
      // connections are accepted in their order: where this one is seen, all before it were
      last.shutdownOutput();
      if (last.getInputStream().read() >= 0) {
        throw new IllegalStateException("a response to no request");
      }
      while (!answering.containsAll(sockets)) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("a sender is still connected after " + patience);
        }
        Thread.sleep(1);
      }
      return requests.get();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    complain();
  }

  private void complain() {
    AssertionError found = fault.getAndSet(null);
    if (found != null) {
      throw new AssertionError(found.getMessage(), found);
    }
  }

  private void inspect(Received request) {
    try {
      INSPECTORS.forEach(inspector -> inspector.inspect(request));
    } catch (AssertionError found) {
      fault.compareAndSet(null, found);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 17);
      while (true) {
        Received request = read(in);
        inspect(request);
        received.add(request);
        requests.incrementAndGet();
        answering.add(socket);
        if (!script.answer(request, socket.getOutputStream(), socket)) {
          return;
        }
        answering.remove(socket);
      }
    } catch (IOException | InterruptedException gone) {
      // the sender gave up, or the test closed the receiver
    } finally {
      sockets.remove(socket);
      answering.remove(socket);
    }
  }

  private static Received read(InputStream in) throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new IOException("closed");
    }
    in.reset();
    int firstRead = in.available();
    String requestLine = line(in);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      Map.Entry<String, String> header =
          Map.entry(line.substring(0, colon), line.substring(colon + 1).strip());
      headers.add(header);
      if (header.getKey().equalsIgnoreCase("Content-Length")) {
        length = Integer.parseInt(header.getValue());
      }
    }
    return new Received(requestLine, headers, in.readNBytes(length), firstRead);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed within a line");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** What the receiver does with a request. */
  @FunctionalInterface
  public interface Script {

    /**
     * Answers on the raw socket.
     *
     * @return whether the connection stays open for the next request
     */
    boolean answer(Received request, OutputStream out, Socket socket)
        throws IOException, InterruptedException;

    /** Always this status, without a body. */
    static Script status(int status) {
      return (request, out, socket) -> {
        out.write(
            ("HTTP/1.1 " + status + " As Scripted\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return true;
      };
    }

    /** These bytes, whatever they are, and then the connection is closed. */
    static Script bytes(String raw) {
      return (request, out, socket) -> {
        out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
        return false;
      };
    }
  }
}
