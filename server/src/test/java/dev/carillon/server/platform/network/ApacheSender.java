package dev.carillon.server.platform.network;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** What Apache HttpClient 5 makes of a response over plain HTTP: a second opinion. */
final class ApacheSender implements Sender {

  private static final int HEADER_LINE_BYTES_MAX = 64 * 1024;
  private static final int HEADER_LINES_MAX = 200;

  private final CloseableHttpClient client =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setConnectionFactory(
                      ManagedHttpClientConnectionFactory.builder()
                          .http1Config(
                              Http1Config.custom()
                                  .setMaxLineLength(HEADER_LINE_BYTES_MAX)
                                  .setMaxHeaderCount(HEADER_LINES_MAX)
                                  .build())
                          .build())
                  .build())
          .disableRedirectHandling()
          .disableAutomaticRetries()
          .disableContentCompression()
          .build();

  @Override
  public Outcome send(SignedRequest request) {
    HttpPost post = new HttpPost(request.url());
    post.setConfig(
        RequestConfig.custom().setResponseTimeout(Timeout.of(request.timeout())).build());
    request.headers().forEach(header -> post.addHeader(header.name(), header.value()));
    post.setEntity(new ByteArrayEntity(request.payload().bytes(), null));
    try (ClassicHttpResponse received = client.executeOpen(null, post, null)) {
      ReceiverResponse response = read(received, post);
      return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
    } catch (IOException failure) {
      return new Outcome.NoResponse(errorClass(failure), failure.toString());
    }
  }

  /** The head, and of the body as much as our sender reads and keeps. */
  private static ReceiverResponse read(ClassicHttpResponse received, HttpPost post)
      throws IOException {
    List<Header> headers =
        Stream.of(received.getHeaders())
            .map(each -> new Header(each.getName(), each.getValue()))
            .toList();
    HttpEntity entity = received.getEntity();
    if (entity == null) {
      return new ReceiverResponse(received.getCode(), headers, "", 0, false);
    }
    InputStream body = entity.getContent();
    byte[] read = body.readNBytes(ReceiverResponse.BODY_BYTES_READ_MAX);
    boolean goesOn = read.length == ReceiverResponse.BODY_BYTES_READ_MAX && body.read() >= 0;
    if (goesOn) {
      // closing a connection in good order would read the body to its end
      post.cancel();
    }
    int kept = Math.min(read.length, ReceiverResponse.BODY_BYTES_KEPT_MAX);
    String text = new String(read, 0, kept, charset(entity));
    return new ReceiverResponse(
        received.getCode(), headers, text, read.length, goesOn || kept < read.length);
  }

  private static Charset charset(HttpEntity entity) {
    ContentType type = ContentType.parseLenient(entity.getContentType());
    Charset named = type == null ? null : type.getCharset();
    return named == null ? StandardCharsets.UTF_8 : named;
  }

  private static ErrorClass errorClass(IOException failure) {
    return switch (failure) {
      case SocketTimeoutException late -> ErrorClass.ANSWER_TIMEOUT;
      case NoHttpResponseException closed -> ErrorClass.CLOSED_EARLY;
      case TruncatedChunkException cut -> ErrorClass.CLOSED_EARLY;
      case ConnectionClosedException closed -> ErrorClass.CLOSED_EARLY;
      case EOFException cut -> ErrorClass.CLOSED_EARLY;
      case MessageConstraintException large -> ErrorClass.BODY_TOO_LARGE;
      case SocketException reset -> ErrorClass.RESET;
      default -> ErrorClass.BAD_HTTP;
    };
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
