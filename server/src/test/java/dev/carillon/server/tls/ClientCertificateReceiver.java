package dev.carillon.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.hooks.contracts.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A receiver that speaks only to who shows a certificate of its authority. */
final class ClientCertificateReceiver implements AutoCloseable {

  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

  private final List<String> callers = new CopyOnWriteArrayList<>();
  private final SSLServerSocket listener;

  ClientCertificateReceiver(Certificates certificates) throws Exception {
    listener =
        (SSLServerSocket)
            certificates
                .showing("good")
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    listener.setNeedClientAuth(true);
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[65_536];
      while (in.read(bytes) > 0) {
        X509Certificate caller = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        callers.add(caller.getSubjectX500Principal().getName());
        socket.getOutputStream().write(OK);
      }
    } catch (IOException refused) {
      // the handshake failed, or the sender has gone
    }
  }

  String url() {
    return "https://127.0.0.1:" + listener.getLocalPort() + "/hook";
  }

  /** Who has called, once for each request. */
  List<String> callers() {
    return callers;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
