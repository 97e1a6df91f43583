package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.body.BodyMemory;
import dev.carillon.server.platform.http.body.ClientGone;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.body.UploadFolder;
import dev.carillon.server.platform.http.header.ClientAddress;
import dev.carillon.server.platform.http.header.RequestPath;
import dev.carillon.server.platform.idempotency.ContentDigest;
import dev.carillon.server.platform.idempotency.Idempotency;
import dev.carillon.server.platform.idempotency.IdempotencyKey;
import dev.carillon.server.platform.idempotency.KeyedRequest;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Takes each request through these stages, in this order. What one of them throws becomes the
 * response, and the stages behind it are left out.
 *
 * <ol>
 *   <li>A request in the clear is redirected, where the server speaks TLS.
 *   <li>The client's address is found out, and counted against the rate limit.
 *   <li>{@link RequestFilter} checks the head, and finds the route.
 *   <li>{@link AuditedRequest} records all that follows in the audit log.
 *   <li>The sender is authenticated by the head, so that a body is read only of a caller who may
 *       send it.
 *   <li>{@link RequestBody} reads the body.
 *   <li>The sender is authenticated by the body, where the head did not say who it is.
 *   <li>{@link IdempotentRequest} finds an earlier response, or else the route's handler responds.
 *   <li>{@link ResponseHold} takes the memory for the response, which is then written.
 * </ol>
 *
 * <p>The {@link ConcurrencyLimit} holds for the two stages that use a processor or the database:
 * authentication by the head, and the handler. A slow body takes no place meanwhile.
 */
final class RequestHandler extends Handler.Abstract {

  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern PROPER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int PERMANENT_REDIRECT = 308;
  private static final int HTTPS_PORT = 443;

  private static final long DRAINED_BYTES_MAX = 8 << 20;

  private final HttpConfig config;
  private final RequestFilter filter;
  private final UploadFolder incoming;
  private final Problems problems;
  private final Auditor auditor;
  private final Idempotency idempotency;
  private final ResponseWriter writer = new ResponseWriter();
  private final LingeringClose lingering;
  private final ConcurrencyLimit concurrency;
  private final RequestRate rate;
  private final BodyMemory bodies;
  private final BodyMemory responses;
  private final AtomicInteger running = new AtomicInteger();
  private final IntSupplier port;
  private volatile boolean closing;
  private volatile long lastSeen = System.nanoTime();

  /**
   * Handles the requests of one server.
   *
   * @param port where it listens
   */
  RequestHandler(
      HttpConfig config,
      RequestFilter filter,
      UploadFolder incoming,
      Problems problems,
      Auditor auditor,
      Idempotency idempotency,
      IntSupplier port) {
    this.port = port;
    this.config = config;
    this.filter = filter;
    this.incoming = incoming;
    this.problems = problems;
    this.auditor = auditor;
    this.idempotency = idempotency;
    this.concurrency = new ConcurrencyLimit(config.limits().crowd());
    this.bodies = config.limits().crowd().bodies();
    this.responses = config.limits().crowd().responses();
    this.rate = new RequestRate(config.requestsPerSecond());
    this.lingering = new LingeringClose(writer, config.limits().slownessMax(), () -> closing);
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

  /** From now on each response is the last on its connection. */
  void closeConnections() {
    closing = true;
  }

  @Override
  public boolean handle(Request request, org.eclipse.jetty.server.Response out, Callback callback) {
    running.incrementAndGet();
    lastSeen = System.nanoTime();
    AtomicBoolean counted = new AtomicBoolean(true);
    Request.addCompletionListener(request, failure -> ended(counted));
    Exchange exchange = new Exchange(request);
    try {
      Response response = exchange.respond();
      out.getHeaders().put(REQUEST_ID, exchange.requestId);
      if (closing) {
        out.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      RequestBody body = exchange.body;
      ResponseHold hold = exchange.hold;
      if (body.unread()) {
        lingering.write(
            response, hold, body::discard, request, out, () -> ended(counted), callback);
      } else {
        writer.write(response, hold, request, out, callback);
      }
    } catch (ClientGone gone) {
      callback.failed(gone.getCause());
    }
    return true;
  }

  private void ended(AtomicBoolean counted) {
    if (counted.getAndSet(false)) {
      lastSeen = System.nanoTime();
      running.decrementAndGet();
    }
  }

  /** One request, and its response as far as it is known. */
  private final class Exchange {

    private final Request request;
    private final RequestPath path;
    private final String requestId;
    private final RequestBody body;
    private final FormData form;
    private final ResponseHold hold;

    Exchange(Request request) {
      this.request = request;
      path = RequestPath.of(String.valueOf(request.getHttpURI().getPath()));
      requestId = requestId(request);
      body = new RequestBody(request, config.limits());
      form = new FormData(incoming, bodies, config.cpu());
      hold = new ResponseHold(responses, request);
    }

    /** All stages, and what becomes of a request that one of them refuses. */
    Response respond() throws ClientGone {
      try {
        return admit();
      } catch (Problem problem) {
        body.drain(DRAINED_BYTES_MAX);
        return refusal(problem);
      } catch (ClientGone gone) {
        throw gone;
      } catch (Exception unexpected) {
        // logged first: the client may be gone before its body has come
        Response refusal = refusal(unexpected);
        body.drain(DRAINED_BYTES_MAX);
        return refusal;
      }
    }

    /** Refusals are short, and sent where there is no memory left, too. */
    private Response refusal(Exception why) {
      Response refusal = problems.answer(why, path.toString());
      hold.mandatory();
      ResponseWriter.takeMemory(refusal, hold);
      return refusal;
    }

    /** The stages before anything is known of the sender but the address. */
    private Response admit() throws ClientGone {
      boolean kept = false;
      try {
        if (config.encryption() instanceof Encryption.Tls && !request.isSecure()) {
          return redirectToHttps(request, config.serverUrl().get(), port.getAsInt());
        }
        ClientAddress client = filter.client(request);
        form.from(ClientAddress.counted(client.address()));
        hold.from(ClientAddress.counted(client.address()));
        rate.count(client.address(), System.nanoTime());
        RequestContext context = filter.open(request, path, form, client);
        if (context.route().effect() == Effect.CHANGES) {
          hold.changes();
        }
        AuditedRequest audited = new AuditedRequest(auditor, context, form, requestId);
        Response response = audited.answer(() -> carryOut(context, audited));
        kept = response instanceof Response.Streamed || response instanceof Response.Live;
        if (kept) {
          // the parameters are kept as long as a response is written by them
          form.release();
          Request.addCompletionListener(request, sent -> form.close());
        }
        return response;
      } finally {
        if (!kept) {
          form.close();
        }
      }
    }

    /** The stages that the audit log records. */
    private Response carryOut(RequestContext context, AuditedRequest audited) throws ClientGone {
      InetAddress from = context.client().address();
      concurrency.admitted(
          from,
          () -> {
            filter.check(context);
            return context;
          });
      IdempotentRequest idempotent = IdempotentRequest.of(context);
      body.read(form, context);
      context.authenticateByBody();
      Supplier<Response> handler = () -> context.route().handler().answer(context);
      Response response =
          concurrency.admitted(
              from,
              () ->
                  ResponseStart.of(
                      idempotent.answer(idempotency, form, audited::begins, handler), hold));
      if (response instanceof Response.Later(var later)) {
        // who waits keeps no memory for what the request brought
        form.release();
        response = ResponseStart.of(later.get(), hold);
      }
      if (response instanceof Response.Streamed streamed) {
        response =
            streamed.writtenBy(
                body ->
                    out ->
                        body.writeTo(
                            new RevocableOutput(out, context::stillAllowed, System::nanoTime)));
      }
      // before it counts as answered: without memory for it, it is refused
      ResponseWriter.takeMemory(response, hold);
      return response;
    }
  }

  /**
   * Redirects a request that came in the clear. Who sends a body or a password has sent it in the
   * clear already: that is not to be repeated unnoticed.
   *
   * @param serverUrl what links start with; empty where that is not set
   * @param port where https is spoken
   * @throws Problem 403 for all but GET and HEAD
   */
  private static Response redirectToHttps(Request request, String serverUrl, int port) {
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

  /** The id that the sender gave the request, where it is a proper one, else a new one. */
  private static String requestId(Request request) {
    String given = request.getHeaders().get(REQUEST_ID);
    // no secret, so it needs none of the system's randomness
    return given != null && PROPER_ID.matcher(given).matches() ? given : Ids.timed(Instant.now());
  }

  /**
   * A request that may have an idempotency key. Where nothing can be changed, or no login is
   * needed, the header means nothing.
   */
  private record IdempotentRequest(RequestContext context, Optional<IdempotencyKey> key) {

    /**
     * The key of a request.
     *
     * @throws Problem 400 where the header is not as it must be
     */
    static IdempotentRequest of(RequestContext context) {
      boolean honoured =
          context.route().effect() == Effect.CHANGES
              && context.route().access() != RouteAccess.ANYONE
              && context.request().getHeaders().contains(IdempotencyKey.HEADER);
      return new IdempotentRequest(
          context,
          honoured
              ? IdempotencyKey.of(
                  context.request().getHeaders().getFields(IdempotencyKey.HEADER).stream()
                      .map(HttpField::getValue)
                      .map(value -> value == null ? "" : value)
                      .toList())
              : Optional.empty());
    }

    /** Answers it, by an earlier answer where there is one. */
    Response answer(
        Idempotency idempotency, FormData form, Runnable begins, Supplier<Response> work) {
      return key.map(named -> idempotency.answer(request(named, form), begins, work))
          .orElseGet(
              () -> {
                begins.run();
                return work.get();
              });
    }

    private KeyedRequest request(IdempotencyKey named, FormData form) {
      Identity identity = context.identity();
      Caller caller = identity.user().orElseThrow(Problem::notLoggedIn);
      return new KeyedRequest(caller.username(), owner(identity, caller), named, content(form));
    }

    /** A token may do less than its user: it must not get the response to another one. */
    private static String owner(Identity identity, Caller caller) {
      return identity instanceof Identity.Token token
          ? token.scopes().stream()
              .map(TokenScope::text)
              .sorted()
              .collect(Collectors.joining(" ", caller.username() + "\n", ""))
          : caller.username();
    }

    private String content(FormData form) {
      boolean formText = BodyKind.of(context.request()) == BodyKind.FORM;
      ContentDigest digest =
          new ContentDigest().text(context.method()).text(context.path()).params(form.params());
      if (!formText || form.looksLikeJson()) {
        digest.bytes(form.body());
      }
      form.uploads().forEach(digest::file);
      return digest.hex();
    }
  }
}
