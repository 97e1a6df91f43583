package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.body.BodyMemory;
import dev.carillon.server.platform.http.body.ClientGone;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.header.Origin;
import dev.carillon.server.platform.http.header.RequestPath;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Where each request comes in: read, let in, answered. */
final class RequestHandler extends Handler.Abstract {

  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern PROPER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int PERMANENT_REDIRECT = 308;
  private static final int HTTPS_PORT = 443;

  private static final long DRAINED_BYTES_MAX = 8 << 20;

  private final HttpConfig config;
  private final RequestFilter gate;
  private final UploadFolder incoming;
  private final Problems problems;
  private final Auditor auditor;
  private final Idempotency idempotency;
  private final ResponseWriter answers = new ResponseWriter();
  private final LingeringClose lingering;
  private final ConcurrencyLimit turnstile;
  private final RequestRate rate;
  private final BodyMemory bodies;
  private final BodyMemory responses;
  private final AtomicInteger running = new AtomicInteger();
  private final IntSupplier port;
  private volatile boolean hangingUp;
  private volatile long lastSeen = System.nanoTime();

  /**
   * The door.
   *
   * @param port where it listens
   */
  RequestHandler(
      HttpConfig config,
      RequestFilter gate,
      UploadFolder incoming,
      Problems problems,
      Auditor auditor,
      Idempotency idempotency,
      IntSupplier port) {
    this.port = port;
    this.config = config;
    this.gate = gate;
    this.incoming = incoming;
    this.problems = problems;
    this.auditor = auditor;
    this.idempotency = idempotency;
    this.turnstile = new ConcurrencyLimit(config.limits().crowd());
    this.bodies = config.limits().crowd().bodies();
    this.responses = config.limits().crowd().responses();
    this.rate = new RequestRate(config.requestsPerSecond());
    this.lingering = new LingeringClose(answers, config.limits().slownessMax(), () -> hangingUp);
  }

  /** How many requests are being answered. */
  int running() {
    return running.get();
  }

  /** When a request last came or was answered, by {@link System#nanoTime}. */
  long lastSeen() {
    return lastSeen;
  }

  /** How connections end whose client still sends. */
  LingeringClose lingering() {
    return lingering;
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
    AtomicBoolean here = new AtomicBoolean(true);
    Request.addCompletionListener(request, failure -> left(here));
    ResponseHold hold = new ResponseHold(responses, request);
    RequestBody body = new RequestBody(request, config.limits());
    try {
      String requestId = requestId(request);
      Response answer = answer(request, body, hold, requestId);
      response.getHeaders().put(REQUEST_ID, requestId);
      if (hangingUp) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      if (body.unread()) {
        lingering.write(answer, hold, body::discard, request, response, () -> left(here), callback);
      } else {
        answers.write(answer, hold, request, response, callback);
      }
    } catch (ClientGone gone) {
      callback.failed(gone.getCause());
    }
    return true;
  }

  private static RequestPath path(Request request) {
    return RequestPath.of(String.valueOf(request.getHttpURI().getPath()));
  }

  private void left(AtomicBoolean here) {
    if (here.getAndSet(false)) {
      lastSeen = System.nanoTime();
      running.decrementAndGet();
    }
  }

  private Response answer(Request request, RequestBody body, ResponseHold hold, String requestId)
      throws ClientGone {
    RequestPath path = path(request);
    try {
      return answer(request, path, body, hold, requestId);
    } catch (Problem told) {
      body.drain(DRAINED_BYTES_MAX);
      return refusal(told, path, hold);
    } catch (ClientGone gone) {
      throw gone;
    } catch (Exception unexpected) {
      // logged first: the client may be gone before its body has come
      Response refusal = refusal(unexpected, path, hold);
      body.drain(DRAINED_BYTES_MAX);
      return refusal;
    }
  }

  /** Refusals are short, and told where there is no room too. */
  private Response refusal(Exception why, RequestPath path, ResponseHold hold) {
    Response refusal = problems.answer(why, path.toString());
    hold.owed();
    ResponseWriter.takeRoom(refusal, hold);
    return refusal;
  }

  /** The parameters are kept as long as an answer is written by them. */
  private Response answer(
      Request request, RequestPath path, RequestBody body, ResponseHold hold, String requestId)
      throws ClientGone {
    FormData form = new FormData(incoming, bodies, config.cpu());
    boolean kept = false;
    try {
      if (config.encryption() instanceof Encryption.Tls && !request.isSecure()) {
        return toHttps(request, config.serverUrl().get(), port.getAsInt());
      }
      Origin origin = gate.origin(request);
      form.from(Origin.place(origin.address()));
      hold.from(Origin.place(origin.address()));
      rate.count(origin.address(), System.nanoTime());
      RequestContext visit = gate.open(request, path, form, origin);
      if (visit.route().effect() == Effect.CHANGES) {
        hold.changes();
      }
      AuditedRequest watched = new AuditedRequest(auditor, visit, form, requestId);
      Response answer = watched.answer(() -> answered(visit, body, form, watched, hold));
      kept = answer instanceof Response.Streamed || answer instanceof Response.Live;
      if (kept) {
        form.release();
        Request.addCompletionListener(request, sent -> form.close());
      }
      return answer;
    } finally {
      if (!kept) {
        form.close();
      }
    }
  }

  /** The room for it is taken before it counts as answered: without it, it is refused. */
  private Response answered(
      RequestContext visit,
      RequestBody body,
      FormData form,
      AuditedRequest watched,
      ResponseHold hold)
      throws ClientGone {
    Response answer = answered(visit, body, form, watched::begins, hold);
    ResponseWriter.takeRoom(answer, hold);
    return answer;
  }

  private Response answered(
      RequestContext visit, RequestBody body, FormData form, Runnable begins, ResponseHold hold)
      throws ClientGone {
    InetAddress from = visit.origin().address();
    turnstile.admitted(
        from,
        () -> {
          gate.check(visit);
          return visit;
        });
    IdempotentRequest keyed = IdempotentRequest.of(visit);
    body.read(form, visit);
    visit.enter();
    JettyCall call = new JettyCall(visit, form, config.serverUrl().get());
    Supplier<Response> work = () -> visit.route().endpoint().answer(call);
    Response answer =
        turnstile.admitted(
            from, () -> ResponseStart.of(keyed.answer(idempotency, form, begins, work), hold));
    if (answer instanceof Response.Later(var later)) {
      // who waits keeps no room for what the request brought
      form.release();
      answer = ResponseStart.of(later.get(), hold);
    }
    return answer instanceof Response.Streamed streamed ? guarded(streamed, visit) : answer;
  }

  private static Response guarded(Response.Streamed streamed, RequestContext visit) {
    return streamed.writtenBy(
        body ->
            out -> body.writeTo(new RevocableOutput(out, visit::stillAllowed, System::nanoTime)));
  }

  /**
   * Sends a reader on. Who brings a body or a password has said it in the clear already: that is
   * not to be repeated unnoticed.
   *
   * @param serverUrl what links start with; empty where that is not set
   * @param port where https is spoken
   * @throws Problem 403 for all but GET and HEAD
   */
  private static Response toHttps(Request request, String serverUrl, int port) {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new Problem(403, "HttpsOnly", "This server accepts https only");
    }
    String base =
        serverUrl.isEmpty()
            ? "https://" + Request.getServerName(request) + (port == HTTPS_PORT ? "" : ":" + port)
            : serverUrl;
    return new Response.Text(
        PERMANENT_REDIRECT,
        "text/plain;charset=UTF-8",
        "This server accepts https only.\n",
        Map.of("Location", base + request.getHttpURI().getPathQuery()));
  }

  /** What a request is called: what its sender calls it, where that is a proper name, else ours. */
  private static String requestId(Request request) {
    String given = request.getHeaders().get(REQUEST_ID);
    return given != null && PROPER_ID.matcher(given).matches() ? given : Ids.random();
  }
}
