package dev.carillon.server.http.jetty;

import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Problems;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.body.ClientGone;
import dev.carillon.server.http.body.FormData;
import dev.carillon.server.http.body.Incoming;
import dev.carillon.server.http.wire.RequestPath;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Where each request comes in: read, let in, answered. */
final class Entry extends Handler.Abstract {

  private static final long DRAINED_BYTES_MAX = 8 << 20;

  private final HttpConfig config;
  private final Gate gate;
  private final Incoming incoming;
  private final Problems problems;
  private final Answers answers = new Answers();
  private final Turnstile turnstile;
  private final RequestRate rate;
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean hangingUp;
  private volatile long lastSeen = System.nanoTime();

  Entry(HttpConfig config, Gate gate, Incoming incoming, Problems problems) {
    this.config = config;
    this.gate = gate;
    this.incoming = incoming;
    this.problems = problems;
    this.turnstile = new Turnstile(config.limits().crowd());
    this.rate = new RequestRate(config.requestsPerSecond());
  }

  /** How many requests are being answered. */
  int running() {
    return running.get();
  }

  /** When a request last came or was answered, by {@link System#nanoTime}. */
  long lastSeen() {
    return lastSeen;
  }

  /** From now on each answer is the last on its connection. */
  void hangUp() {
    hangingUp = true;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback) {
    running.incrementAndGet();
    lastSeen = System.nanoTime();
    Request.addCompletionListener(request, failure -> left());
    try {
      Response answer = answer(request);
      if (hangingUp) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      answers.write(answer, request, response, callback);
    } catch (ClientGone gone) {
      callback.failed(gone.getCause());
    }
    return true;
  }

  private void left() {
    lastSeen = System.nanoTime();
    running.decrementAndGet();
  }

  private Response answer(Request request) throws ClientGone {
    RequestPath path = RequestPath.of(String.valueOf(request.getHttpURI().getPath()));
    RequestBody body = new RequestBody(request, config.limits());
    try (FormData form = new FormData(incoming)) {
      InetAddress from = Visit.remoteAddress(request);
      rate.count(from, System.nanoTime());
      Visit visit = turnstile.admitted(from, () -> gate.open(request, path, form));
      body.read(form, visit);
      visit.enter();
      JettyCall call = new JettyCall(visit, form, config.serverUrl().get());
      Response answer = turnstile.admitted(from, () -> visit.route().endpoint().answer(call));
      return answer instanceof Response.Later(var later) ? later.get() : answer;
    } catch (Problem told) {
      body.drain(DRAINED_BYTES_MAX);
      return problems.answer(told, path.toString());
    } catch (ClientGone gone) {
      throw gone;
    } catch (Exception unexpected) {
      return problems.answer(unexpected, path.toString());
    }
  }
}
