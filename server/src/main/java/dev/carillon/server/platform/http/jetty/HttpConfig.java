package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the HTTP server needs to know.
 *
 * @param incoming the folder for files that are being uploaded, on the same file system as the file
 *     store and used by nothing else: whatever is in it at the start is deleted
 * @param limits how much a request may bring
 * @param serverUrl what links start with; where it is empty, what the request was sent to
 * @param requestsPerSecond how many an address may send; 0 = no limit
 * @param encryption whether it speaks TLS
 * @param proxies whose word about callers is believed
 * @param cpu where long bodies are read and what else keeps a processor busy
 * @param undeclared is told of a header that only proxies write, from somebody who is none of them
 * @param reserve what uploads leave free on the disk
 */
public record HttpConfig(
    Path incoming,
    HttpLimits limits,
    Supplier<String> serverUrl,
    IntSupplier requestsPerSecond,
    Encryption encryption,
    TrustedProxies proxies,
    CpuPool cpu,
    Consumer<String> undeclared,
    DiskReserve reserve) {

  /** Nobody is told of undeclared proxies, and nothing is kept free on the disk. */
  public HttpConfig(
      Path incoming,
      HttpLimits limits,
      Supplier<String> serverUrl,
      IntSupplier requestsPerSecond,
      Encryption encryption,
      TrustedProxies proxies) {
    this(
        incoming,
        limits,
        serverUrl,
        requestsPerSecond,
        encryption,
        proxies,
        CpuPool.ofRequests(),
        header -> {},
        DiskReserve.none());
  }

  /** As many requests as anybody likes, in the clear, and no proxy is believed. */
  public HttpConfig(Path incoming, HttpLimits limits, Supplier<String> serverUrl) {
    this(incoming, limits, serverUrl, () -> 0, new Encryption.None(), TrustedProxies.NONE);
  }

  /** The usual limits, and links to wherever the request was sent. */
  public static HttpConfig of(Path incoming) {
    return new HttpConfig(incoming, HttpLimits.DEFAULTS, () -> "");
  }
}
