package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.access.Authenticator;
import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.CookieCompliance;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Listens, and answers what the routes answer: one virtual thread for each request. */
public final class HttpServer implements AutoCloseable {

  private static final int HEAD_BYTES_MAX = 64 * 1024;
  private static final int INPUT_BUFFER_BYTES = 64 * 1024;
  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration CROWDED_IDLE_MAX = Duration.ofSeconds(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(15);
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration ACCEPTING = Duration.ofMillis(150);
  private static final Duration TICK = Duration.ofMillis(20);

  /**
   * As many threads as there are requests, which the connections limit: a limit of its own, 200 by
   * default, would let so many slow bodies or open streams keep all others out.
   */
  private static final int THREADS_UNLIMITED = 0;

  private final Server server = new Server(new VirtualThreadPool(THREADS_UNLIMITED));
  private final ServerConnector connector;

  /** What sends callers on to https; there may be none. */
  private final List<ServerConnector> redirect = new ArrayList<>();

  private final RequestHandler handler;
  private final SlowClients slowClients;
  private final UploadFolder incoming;

  /**
   * A server that does not listen yet.
   *
   * @param config folders and limits
   * @param routes the whole API
   * @param authenticator knows who calls
   * @param problems knows what failures look like
   * @param auditor the audit log
   * @param idempotency remembers responses to calls that may be sent again
   */
  public HttpServer(
      HttpConfig config,
      Routes routes,
      Authenticator authenticator,
      Problems problems,
      Auditor auditor,
      Idempotency idempotency) {
    incoming = config.incoming();
    RequestFilter filter = new RequestFilter(new RouteTable(routes), authenticator, config);
    handler =
        new RequestHandler(config, filter, incoming, problems, auditor, idempotency, this::port);
    switch (config.encryption()) {
      case Encryption.None none -> connector = Connectors.plain(server, configuration());
      case Encryption.Tls tls -> {
        connector = Connectors.secure(server, configuration(), tls);
        if (tls.redirectPort() >= 0) {
          ServerConnector plain = Connectors.plain(server, configuration());
          plain.setPort(tls.redirectPort());
          redirect.add(plain);
        }
      }
    }
    slowClients = new SlowClients(connectors(), config.limits().slownessMax());
    for (ServerConnector each : connectors()) {
      each.setIdleTimeout(IDLE_MAX.toMillis());
      each.setAcceptQueueSize(1024);
      each.addBean(new AddressLimit(config.limits().crowd().connectionsMax(), config.proxies()));
      server.addConnector(each);
    }
    server.addBean(connectionLimit(config.limits().crowd().connectionsMax()));
    server.setHandler(handler);
    server.setErrorHandler(new ErrorResponses(problems, handler.lingering()));
  }

  /**
   * Starts to listen.
   *
   * @param bind an address or name of this machine
   * @param port 0 for any that is free
   * @throws IOException where that port cannot be had, or the folder for uploads not be made
   */
  public void start(String bind, int port) throws IOException {
    incoming.open();
    connectors().forEach(each -> each.setHost(bind));
    connector.setPort(port);
    try {
      server.start();
    } catch (IOException occupied) {
      throw occupied;
    } catch (Exception failed) {
      throw new IOException("The HTTP server cannot start: " + failed.getMessage(), failed);
    }
    slowClients.start();
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** All sockets it listens on, as they were bound. */
  public Set<InetSocketAddress> sockets() {
    return connectors().stream().map(HttpServer::socket).collect(Collectors.toSet());
  }

  private static InetSocketAddress socket(ServerConnector connector) {
    try {
      ServerSocketChannel channel = (ServerSocketChannel) connector.getTransport();
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException closed) {
      throw new UncheckedIOException("a listener was closed already", closed);
    }
  }

  private List<ServerConnector> connectors() {
    List<ServerConnector> all = new ArrayList<>(redirect);
    all.add(connector);
    return all;
  }

  /**
   * Stops in order: takes no new connections, closes the open ones with their next response, waits
   * until all is answered, and only then ends. Takes at most 15 seconds.
   */
  @Override
  public void close() {
    try {
      for (ServerConnector each : connectors()) {
        each.setAccepting(false);
        each.close();
      }
      handler.closeConnections();
      awaitQuiet(System.nanoTime());
      slowClients.close();
      server.stop();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (Exception failed) {
      throw new IllegalStateException("The HTTP server did not stop cleanly", failed);
    }
  }

  /**
   * A request that is on its way when the listener closes still gets its answer, even on a
   * connection that was just accepted and is not known as open yet.
   */
  private void awaitQuiet(long from) throws InterruptedException {
    for (long now = from; now - from < STOP_MAX.toNanos(); now = System.nanoTime()) {
      boolean quiet = now - Math.max(from, handler.lastSeen()) > QUIET.toNanos();
      boolean left =
          now - from > ACCEPTING.toNanos()
              && connectors().stream().allMatch(each -> each.getConnectedEndPoints().isEmpty());
      if (handler.running() == 0 && (quiet || left)) {
        return;
      }
      Thread.sleep(TICK);
    }
  }

  private NetworkConnectionLimit connectionLimit(int connectionsMax) {
    NetworkConnectionLimit limit =
        new NetworkConnectionLimit(connectionsMax, connectors().toArray(ServerConnector[]::new));
    limit.setEndPointIdleTimeout(CROWDED_IDLE_MAX.toMillis());
    return limit;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEAD_BYTES_MAX);
    http.setInputBufferSize(INPUT_BUFFER_BYTES);
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "CARILLON",
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS,
            UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS,
            UriCompliance.Violation.BAD_UTF8_ENCODING,
            UriCompliance.Violation.TRUNCATED_UTF8_ENCODING,
            UriCompliance.Violation.BAD_PERCENT_ENCODING,
            UriCompliance.Violation.FRAGMENT,
            UriCompliance.Violation.USER_INFO));
    http.setHttpCompliance(
        HttpCompliance.RFC9110.with(
            "CARILLON",
            HttpCompliance.Violation.MULTILINE_FIELD_VALUE,
            HttpCompliance.Violation.UNSAFE_HOST_HEADER,
            HttpCompliance.Violation.MISMATCHED_AUTHORITY,
            HttpCompliance.Violation.WHITESPACE_IN_PARAMETER,
            HttpCompliance.Violation.BAD_QUOTES_IN_TOKEN));
    http.setRequestCookieCompliance(CookieCompliance.RFC6265_LEGACY);
    return http;
  }
}
