package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Configurations of HTTP servers without rate limit, TLS and disk reserve. */
public final class HttpConfigs {

  private HttpConfigs() {}

  /** One that believes these proxies. */
  public static HttpConfig of(
      Path incoming, HttpLimits limits, Supplier<String> serverUrl, TrustedProxies proxies) {
    return new HttpConfig(
        new UploadFolder(incoming, DiskReserve.none(), false),
        limits,
        serverUrl,
        () -> 0,
        new Encryption.None(),
        proxies,
        CpuPool.ofRequests(),
        header -> {});
  }
}
