package dev.carillon.server.platform.http.loopback;

import dev.carillon.hooks.delivery.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Listens on loopback, at a port of its own, and gives every request to one responder. */
public final class LoopbackListener implements AutoCloseable {

  private static final int CONNECTIONS_MAX = 500;
  private static final long BODY_BYTES_MAX = 64L << 20;

  private final Server server = new Server(new VirtualThreadPool());
  private final ServerConnector connector;
  private final Responder responder;
  private final int bodyBytesKept;

  /**
   * A listener that does not listen yet.
   *
   * @param bodyBytesKept so much of a body is given to the responder
   */
  public LoopbackListener(Responder responder, int bodyBytesKept) {
    this.responder = responder;
    this.bodyBytesKept = bodyBytesKept;
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(64 * 1024);
    this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    connector.setPort(0);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    server.setHandler(new Given());
  }

  /**
   * Starts to listen.
   *
   * @param wanted the port to have, if it is free; else any
   * @throws IOException where no port can be had
   */
  public void start(int wanted) throws IOException {
    try {
      connector.setPort(wanted);
      connector.open();
    } catch (IOException occupied) {
      connector.setPort(0);
    }
    try {
      server.start();
    } catch (IOException occupied) {
      throw occupied;
    } catch (Exception failed) {
      throw new IOException("The listener cannot start: " + failed.getMessage(), failed);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("The listener did not stop cleanly", failed);
    }
  }

  private LoopbackRequest read(Request request) throws IOException {
    List<Header> headers = new ArrayList<>();
    for (HttpField field : request.getHeaders()) {
      headers.add(new Header(field.getName(), String.valueOf(field.getValue())));
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] kept = in.readNBytes(bodyBytesKept);
      long bytes = kept.length;
      byte[] rest = new byte[8192];
      int more = in.read(rest);
      while (more >= 0 && bytes < BODY_BYTES_MAX) {
        bytes += more;
        more = in.read(rest);
      }
      return new LoopbackRequest(
          request.getMethod(), request.getHttpURI().getPathQuery(), headers, kept, bytes);
    }
  }

  private final class Given extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException, InterruptedException {
      switch (responder.answer(read(request))) {
        case LoopbackResponse.Dropped dropped -> {
          request.getConnectionMetaData().getConnection().getEndPoint().close();
          callback.failed(new EofException("dropped on purpose"));
        }
        case LoopbackResponse.Given given -> {
          response.setStatus(given.status());
          given.headers().forEach((name, value) -> response.getHeaders().put(name, value));
          response.write(true, ByteBuffer.wrap(given.body()), callback);
        }
      }
      return true;
    }
  }

  /** Answers requests. */
  @FunctionalInterface
  public interface Responder {

    /** Called on a thread that may wait. */
    LoopbackResponse answer(LoopbackRequest request) throws InterruptedException;
  }
}
