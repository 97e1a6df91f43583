package dev.carillon.server.http.jetty;

import dev.carillon.server.http.Auditor;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Problems;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.body.BodyRoom;
import dev.carillon.server.http.body.ClientGone;
import dev.carillon.server.http.body.FormData;
import dev.carillon.server.http.body.Incoming;
import dev.carillon.server.http.idempotency.Idempotency;
import dev.carillon.server.http.wire.Origin;
import dev.carillon.server.http.wire.RequestPath;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
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
  private final Auditor auditor;
  private final Idempotency idempotency;
  private final Answers answers = new Answers();
  private final Turnstile turnstile;
  private final RequestRate rate;
  private final BodyRoom bodies;
  private final AtomicInteger running = new AtomicInteger();
  private final IntSupplier port;
  private volatile boolean hangingUp;
  private volatile long lastSeen = System.nanoTime();

  /**
   * The door.
   *
   * @param port where it listens
   */
  Entry(HttpConfig config, Gate gate, Incoming incoming, Answering answering, IntSupplier port) {
    this.port = port;
    this.config = config;
    this.gate = gate;
    this.incoming = incoming;
    this.problems = answering.problems();
    this.auditor = answering.auditor();
    this.idempotency = answering.idempotency();
    this.turnstile = new Turnstile(config.limits().crowd());
    this.bodies = config.limits().crowd().bodies();
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
      String requestId = RequestId.of(request);
      Response answer = answer(request, requestId);
      response.getHeaders().put(RequestId.HEADER, requestId);
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

  private Response answer(Request request, String requestId) throws ClientGone {
    RequestPath path = RequestPath.of(String.valueOf(request.getHttpURI().getPath()));
    RequestBody body = new RequestBody(request, config.limits());
    try (FormData form = new FormData(incoming, bodies, config.cpu())) {
      if (config.encryption() instanceof Encryption.Tls && !request.isSecure()) {
        return ToHttps.answer(request, config.serverUrl().get(), port.getAsInt());
      }
      Origin origin = gate.origin(request);
      form.from(Origin.place(origin.address()));
      rate.count(origin.address(), System.nanoTime());
      Visit visit = gate.open(request, path, form, origin);
      Watched watched = new Watched(auditor, visit, form, requestId);
      return watched.answer(() -> answered(visit, body, form, watched));
    } catch (Problem told) {
      body.drain(DRAINED_BYTES_MAX);
      return problems.answer(told, path.toString());
    } catch (ClientGone gone) {
      throw gone;
    } catch (Exception unexpected) {
      return problems.answer(unexpected, path.toString());
    }
  }

  private Response answered(Visit visit, RequestBody body, FormData form, Watched watched)
      throws ClientGone {
    InetAddress from = visit.origin().address();
    turnstile.admitted(
        from,
        () -> {
          gate.check(visit);
          return visit;
        });
    Keyed keyed = Keyed.of(visit);
    body.read(form, visit);
    visit.enter();
    JettyCall call = new JettyCall(visit, form, config.serverUrl().get());
    Supplier<Response> work = () -> visit.route().endpoint().answer(call);
    Response answer =
        turnstile.admitted(from, () -> keyed.answer(idempotency, form, watched::begins, work));
    return switch (answer) {
      case Response.Later(var later) -> later.get();
      case Response.Streamed streamed -> guarded(streamed, visit);
      default -> answer;
    };
  }

  private static Response guarded(Response.Streamed streamed, Visit visit) {
    return new Response.Streamed(
        streamed.contentType(),
        streamed.filename(),
        streamed.headers(),
        out -> streamed.body().writeTo(new Guarded(out, visit::stillAllowed, System::nanoTime)));
  }

  /** Who is told of what was answered, how refusals are worded, and who knows old answers. */
  record Answering(Problems problems, Auditor auditor, Idempotency idempotency) {}
}
