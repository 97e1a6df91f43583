package dev.carillon.server.assets.search.opensearch;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.support.AbstractAsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.opensearch.client.transport.httpclient5.HttpAsyncResponseConsumerFactory;
import org.opensearch.client.transport.httpclient5.internal.HeapBufferedAsyncEntityConsumer;

/**
 * What one call may take, whichever hosts it asks: the size of a response, and the time. Once a
 * call has ended, no other host is asked, and a response that still comes is cut off.
 */
final class CallLimits implements HttpAsyncResponseConsumerFactory {

  private final int bytesMax;
  private final long end;
  private volatile boolean ended;

  /** Limits that count from now. */
  CallLimits(int bytesMax, Duration max) {
    this.bytesMax = bytesMax;
    this.end = System.nanoTime() + max.toNanos();
  }

  /** The caller does not wait any more. */
  void end() {
    ended = true;
  }

  private boolean over() {
    return ended || System.nanoTime() - end > 0;
  }

  /** One for each host that is asked. */
  @Override
  public AsyncResponseConsumer<ClassicHttpResponse> createHttpAsyncResponseConsumer() {
    if (over()) {
      throw new CancellationException("the call has ended");
    }
    return new LimitedResponse(new LimitedBody());
  }

  private static final class LimitedResponse
      extends AbstractAsyncResponseConsumer<ClassicHttpResponse, byte[]> {

    LimitedResponse(LimitedBody body) {
      super(body);
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {
      // the response itself comes later
    }

    /** Without the encoding that it may claim: none was asked for, and none has a limit. */
    @Override
    protected ClassicHttpResponse buildResult(HttpResponse head, byte[] body, ContentType type) {
      ClassicHttpResponse response =
          new BasicClassicHttpResponse(head.getCode(), head.getReasonPhrase());
      response.setHeaders(head.getHeaders());
      response.setEntity(new ByteArrayEntity(body == null ? new byte[0] : body, type));
      return response;
    }
  }

  private final class LimitedBody extends HeapBufferedAsyncEntityConsumer {

    LimitedBody() {
      super(bytesMax);
    }

    @Override
    protected void data(ByteBuffer part, boolean last) throws IOException {
      if (over()) {
        throw new SocketTimeoutException("the response did not end in time");
      }
      super.data(part, last);
    }
  }
}
