package dev.carillon.server.platform.http.jetty;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes what listens: in the clear, or through TLS. */
final class Connectors {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Forward secrecy and authenticated encryption only. */
  private static final String[] SUITES = {
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  };

  private static final Duration HTTPS_ONLY_FOR = Duration.ofDays(365);

  private Connectors() {}

  static ServerConnector plain(Server server, HttpConfiguration http) {
    return new Connector(server, new HttpConnectionFactory(http));
  }

  /** Browsers use https only from now on (HSTS). */
  static ServerConnector secure(Server server, HttpConfiguration http, Encryption.Tls tls) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // which name a caller used is no matter of ours: there is one certificate
    secure.addCustomizer(new SecureRequestCustomizer(false, HTTPS_ONLY_FOR.toSeconds(), false));
    HttpConnectionFactory inner = new HttpConnectionFactory(secure);
    return new Connector(
        server, new SslConnectionFactory(factory(tls), inner.getProtocol()), inner);
  }

  private static SslContextFactory.Server factory(Encryption.Tls tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(context(tls));
    factory.setExcludeProtocols();
    factory.setIncludeProtocols(PROTOCOLS);
    factory.setExcludeCipherSuites();
    factory.setIncludeCipherSuites(SUITES);
    factory.setRenegotiationAllowed(false);
    return factory;
  }

  private static SSLContext context(Encryption.Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new ListenerKeys(tls.identity())}, null, null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java platform has no TLS", broken);
    }
  }

  /** One whose connections know what their readers have taken. */
  private static final class Connector extends ServerConnector {

    Connector(Server server, ConnectionFactory... factories) {
      super(server, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key) {
      SocketChannelEndPoint endPoint = new WatchedEndPoint(channel, selector, key, getScheduler());
      endPoint.setIdleTimeout(getIdleTimeout());
      return endPoint;
    }
  }
}
