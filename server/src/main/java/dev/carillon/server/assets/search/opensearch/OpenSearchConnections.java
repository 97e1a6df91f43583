package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.platform.config.SearchConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/**
 * The connections of OpenSearch's official client: to which hosts, with whose authorities and
 * credentials, and how many. A host that fails is left alone for some time, while there is another.
 */
final class OpenSearchConnections implements AutoCloseable {

  private static final Timeout CONNECT_MAX = Timeout.ofSeconds(2);
  private static final TimeValue CHECKED_AFTER = TimeValue.ofSeconds(2);

  /** As many as searches take, and some for what is written and looked at meanwhile. */
  private static final int EACH_HOST_MAX = SearchPermits.MAX + 8;

  private final PoolingAsyncClientConnectionManager pool;
  private final OpenSearchTransport transport;

  /**
   * No connection yet: each is made when it is needed first.
   *
   * @throws OpenSearchTrouble if the authorities to trust cannot be read
   */
  OpenSearchConnections(SearchConfig.OpenSearch settings) {
    List<HttpHost> hosts = settings.hosts().stream().map(OpenSearchConnections::host).toList();
    this.pool = pool(settings, hosts.size());
    this.transport =
        ApacheHttpClient5TransportBuilder.builder(hosts.toArray(HttpHost[]::new))
            .setHttpClientConfigCallback(client -> configured(client, settings, hosts))
            .build();
  }

  OpenSearchTransport transport() {
    return transport;
  }

  private static HttpHost host(URI url) {
    return new HttpHost(url.getScheme(), url.getHost(), url.getPort());
  }

  private static PoolingAsyncClientConnectionManager pool(
      SearchConfig.OpenSearch settings, int hosts) {
    ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create();
    settings.trustedCas().ifPresent(file -> tls.setSslContext(TrustedAuthorities.in(file)));
    return PoolingAsyncClientConnectionManagerBuilder.create()
        .setTlsStrategy(tls.buildAsync())
        .setDefaultTlsConfig(
            TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_MAX)
                .setValidateAfterInactivity(CHECKED_AFTER)
                .build())
        .setMaxConnPerRoute(EACH_HOST_MAX)
        .setMaxConnTotal(EACH_HOST_MAX * hosts)
        .build();
  }

  private HttpAsyncClientBuilder configured(
      HttpAsyncClientBuilder client, SearchConfig.OpenSearch settings, List<HttpHost> hosts) {
    if (!settings.username().isEmpty()) {
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      hosts.forEach(
          host ->
              credentials.setCredentials(
                  new AuthScope(host),
                  new UsernamePasswordCredentials(
                      settings.username(), settings.password().toCharArray())));
      client.setDefaultCredentialsProvider(credentials);
    }
    return client
        .setConnectionManager(pool)
        .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(1).build())
        .setThreadFactory(new DefaultThreadFactory("carillon-search-http", true))
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement();
  }

  /** Ends what is on the way too. */
  @Override
  public void close() {
    pool.close(CloseMode.IMMEDIATE);
    try {
      transport.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("the connections to OpenSearch cannot be closed", failed);
    }
  }
}
