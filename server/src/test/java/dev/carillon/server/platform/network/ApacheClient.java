package dev.carillon.server.platform.network;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The settings of Apache HttpClient: nothing of its own accord, everything within limits. */
final class ApacheClient {

  private static final int CONNECT_SECONDS = 5;
  private static final int CONNECTIONS_MAX = 4096;
  private static final int CONNECTIONS_PER_ROUTE_MAX = 1024;
  private static final int HEADER_LINE_BYTES_MAX = 64 * 1024;
  private static final int HEADER_LINES_MAX = 200;
  private static final long IDLE_SECONDS = 30;

  /** The check costs a millisecond: what is used again at once does without. */
  private static final long CHECKED_AFTER_MILLIS = 20;

  private ApacheClient() {}

  static CloseableHttpClient create(DnsResolver lookUp) {
    return HttpClients.custom()
        .setConnectionManager(connections(lookUp))
        .setDefaultRequestConfig(request())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .disableConnectionState()
        .disableDefaultUserAgent()
        .evictIdleConnections(TimeValue.ofSeconds(IDLE_SECONDS))
        .evictExpiredConnections()
        .build();
  }

  private static RequestConfig request() {
    return RequestConfig.custom()
        .setExpectContinueEnabled(false)
        .setAuthenticationEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .setConnectionRequestTimeout(Timeout.ofMinutes(1))
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(DnsResolver lookUp) {
    return new GatheringBuilder()
        .setDnsResolver(lookUp)
        .setTlsSocketStrategy(
            ClientTlsStrategyBuilder.create().setTlsVersions(TLS.V_1_2, TLS.V_1_3).buildClassic())
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .setMaxConnTotal(CONNECTIONS_MAX)
        .setMaxConnPerRoute(CONNECTIONS_PER_ROUTE_MAX)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(CHECKED_AFTER_MILLIS))
                .build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(HEADER_LINE_BYTES_MAX)
                        .setMaxHeaderCount(HEADER_LINES_MAX)
                        .build())
                .build())
        .build();
  }

  /** Sockets that hand head and body to the network in one write. */
  private static final class GatheringBuilder extends PoolingHttpClientConnectionManagerBuilder {
    @Override
    protected HttpClientConnectionOperator createConnectionOperator(
        SchemePortResolver ports, DnsResolver lookUp, TlsSocketStrategy tls) {
      return new DefaultHttpClientConnectionOperator(
          proxy -> new GatheringSocket(),
          ports,
          lookUp,
          RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
    }
  }
}
