package dev.carillon.hooks.http.transport;

import dev.carillon.hooks.http.tls.TlsHandshakes;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS over a connected socket: 1.2 or 1.3, the name sent and checked against the certificate. */
public final class Tls {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext context;
  private final Runnable certificateAsked;

  /**
   * TLS that trusts whom this context trusts.
   *
   * @param certificateAsked called where the peer asks for a certificate
   */
  public Tls(SSLContext context, Runnable certificateAsked) {
    this.context = context;
    this.certificateAsked = certificateAsked;
  }

  /**
   * Shakes hands; afterwards the peer has proved to be this host.
   *
   * @param named whether the host is a name, which is sent, and no address
   */
  public TlsTransport over(PlainTransport plain, String host, int port, boolean named)
      throws IOException {
    WireSocket wire = new WireSocket(plain);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(wire, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (named) {
      parameters.setServerNames(names(host));
    }
    socket.setSSLParameters(parameters);
    TlsHandshakes.watching(certificateAsked, socket::startHandshake);
    return new TlsTransport(socket, wire, plain);
  }

  /** A name with an underscore is none for TLS: it is not sent, and checked all the same. */
  private static List<SNIServerName> names(String host) {
    try {
      return List.of(new SNIHostName(host));
    } catch (IllegalArgumentException notAllowed) {
      return List.of();
    }
  }
}
