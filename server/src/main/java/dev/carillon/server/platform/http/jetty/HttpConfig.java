package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the HTTP server needs to know.
 *
 * @param incoming the folder for files that are being uploaded, on the same file system as the file
 *     store
 * @param limits how much a request may bring
 * @param serverUrl what links start with; where it is empty, what the request was sent to
 * @param requestsPerSecond how many an address may send; 0 = no limit
 * @param encryption whether it speaks TLS
 * @param proxies whose word about callers is believed
 * @param cpu where long bodies are read and what else keeps a processor busy
 * @param undeclared gets a header that only proxies write, from a client that is none of them
 */
public record HttpConfig(
    UploadFolder incoming,
    HttpLimits limits,
    Supplier<String> serverUrl,
    IntSupplier requestsPerSecond,
    Encryption encryption,
    TrustedProxies proxies,
    CpuPool cpu,
    Consumer<String> undeclared) {}
