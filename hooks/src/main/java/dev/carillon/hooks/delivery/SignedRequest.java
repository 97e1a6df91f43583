package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.ReceiverLogin;
import java.time.Duration;
import java.util.List;

/**
 * One POST, ready to go: exactly these headers in this order, and these bytes. Only {@code Host},
 * {@code Content-Length} and {@code Connection} are the sender's.
 *
 * @param url exactly as it was configured
 * @param head the header lines that are sent, signatures included
 * @param payload the body
 * @param timeout the deadline of the whole attempt, from look-up to the response's last byte
 * @param certificate what is shown to a receiver that asks for a certificate
 * @param login how the sender logs in at the receiver: it adds the {@code Authorization} header
 */
public record SignedRequest(
    String url,
    RequestHead head,
    Payload payload,
    Duration timeout,
    ClientCertificate certificate,
    ReceiverLogin login) {

  /**
   * A request with these headers.
   *
   * @throws IllegalArgumentException if one has a character that no header may have
   */
  public SignedRequest(
      String url,
      List<Header> headers,
      Payload payload,
      Duration timeout,
      ClientCertificate certificate) {
    this(url, RequestHead.of(headers), payload, timeout, certificate, ReceiverLogin.NONE);
  }

  /** A request that shows no certificate. */
  public SignedRequest(String url, List<Header> headers, Payload payload, Duration timeout) {
    this(url, headers, payload, timeout, ClientCertificate.NONE);
  }

  /** The same request, which shows a certificate. */
  public SignedRequest as(ClientCertificate other) {
    return new SignedRequest(url, head, payload, timeout, other, login);
  }

  /** What is sent, signatures included. */
  public List<Header> headers() {
    return head.headers();
  }

  /** Headers hold secrets: only their names are printed. */
  @Override
  public String toString() {
    return "POST " + url + " " + head + " " + payload;
  }
}
