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
 * @param undeclared gets a header that only proxies write, from a client that is none of them
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
    DiskReserve reserve) {}
