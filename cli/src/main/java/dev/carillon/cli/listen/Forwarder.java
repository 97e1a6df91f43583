package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Json;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Posts events to a program on this machine, signed as the server signs them.
 *
 * @param target where to
 */
public record Forwarder(URI target, Signer signer, HttpClient http) {

  /** The server's own limit, so that a program that is too slow is seen here. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final int PORT_MAX = 65_535;

  /**
   * A forwarder.
   *
   * @param url where to; without a scheme it is http
   * @param secret standard base64
   * @param skipVerify whether an untrusted certificate is accepted
   */
  public static Forwarder to(String url, String secret, boolean skipVerify) {
    HttpClient.Builder http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT);
    if (skipVerify) {
      http.sslContext(AnyCertificate.context());
    }
    return new Forwarder(target(url), Signer.of(secret), http.build());
  }

  /** An id for an event that the server has not recorded. */
  public static String randomId() {
    return Ids.random();
  }

  /** Posts one event. Never throws because of the program at the other end. */
  public Forwarded forward(String id, String type, JsonNode body) {
    Payload payload = Payload.of(Json.write(body));
    Instant at = Instant.now();
    return sent(id, type, at, request(id, type, at, payload));
  }

  /** Posts one event as the server has signed it. Never throws because of that program. */
  Forwarded forward(String id, Map<String, String> headers, String payload) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target).timeout(LIMIT).POST(BodyPublishers.ofString(payload));
    headers.forEach(request::header);
    String type = headers.getOrDefault("X-Hook-Event", "");
    return sent(id, type, Instant.now(), request.build());
  }

  private Forwarded sent(String id, String type, Instant at, HttpRequest request) {
    long started = System.nanoTime();
    int status = 0;
    String error = "";
    try {
      status = http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (HttpTimeoutException late) {
      error = "timeout";
    } catch (ConnectException refused) {
      error = "connect_refused";
    } catch (IOException failed) {
      error = String.valueOf(failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      error = "stopped";
    }
    long millis = (System.nanoTime() - started) / 1_000_000;
    return new Forwarded(at, type, id, status, error, millis);
  }

  private HttpRequest request(String id, String type, Instant at, Payload payload) {
    long timestamp = at.getEpochSecond();
    return HttpRequest.newBuilder(target)
        .timeout(LIMIT)
        .header("Content-Type", "application/json; charset=UTF-8")
        .header("User-Agent", "Carillon-Listen")
        .header("X-Hook-Signature", signer.hookSignature(payload))
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(timestamp))
        .header("webhook-signature", signer.standardSignature(id, timestamp, payload))
        .header("X-Hook-Event", type)
        .header("X-Hook-Attempt", "1")
        .POST(BodyPublishers.ofByteArray(payload.bytes()))
        .build();
  }

  private static URI target(String url) {
    String whole = url.matches("https?://.*") ? url : "http://" + url;
    try {
      URI uri = URI.create(whole);
      if (uri.getHost() != null && uri.getPort() <= PORT_MAX) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // refused below
    }
    throw new Failure(
        ExitCode.USAGE,
        "--forward-to is '"
            + url
            + "', but must be a URL or host:port, such as localhost:3000/events");
  }

  /** Takes every certificate: for a developer's own program on this machine, when told so. */
  private static final class AnyCertificate extends X509ExtendedTrustManager {

    private AnyCertificate() {}

    static SSLContext context() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        return context;
      } catch (GeneralSecurityException every) {
        throw new IllegalStateException("every Java platform has TLS", every);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
