package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.http.tls.TlsIdentity;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
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
import org.jspecify.annotations.Nullable;

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

  /**
   * Shows callers the certificate of this moment. Those before it are remembered for a while: a
   * handshake asks for certificate and key one after the other.
   */
  private static final class ListenerKeys extends X509ExtendedKeyManager {

    private static final int REMEMBERED = 4;

    private final Supplier<TlsIdentity> identity;
    private final Map<String, TlsIdentity> known = new LinkedHashMap<>();
    private int made;

    ListenerKeys(Supplier<TlsIdentity> identity) {
      this.identity = identity;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      TlsIdentity now = identity.get();
      return keyType.equals(now.key().getAlgorithm()) ? alias(now) : null;
    }

    @SuppressWarnings("ReferenceEquality") // read anew, it is another one
    private synchronized String alias(TlsIdentity now) {
      for (Map.Entry<String, TlsIdentity> entry : known.entrySet()) {
        if (entry.getValue() == now) {
          return entry.getKey();
        }
      }
      String alias = "own-" + made++;
      known.put(alias, now);
      if (known.size() > REMEMBERED) {
        known.remove(known.keySet().iterator().next());
      }
      return alias;
    }

    private synchronized @Nullable TlsIdentity find(String alias) {
      return known.get(alias);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      TlsIdentity found = find(alias);
      return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      TlsIdentity found = find(alias);
      return found == null ? null : found.key();
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
