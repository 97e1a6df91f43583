package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.TokenScope;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.idempotency.ContentDigest;
import dev.carillon.server.platform.idempotency.Idempotency;
import dev.carillon.server.platform.idempotency.IdempotencyKey;
import dev.carillon.server.platform.idempotency.KeyedRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;

/**
 * A request that may have an idempotency key. Where nothing can be changed, or no login is needed,
 * the header means nothing.
 */
record IdempotentRequest(RequestContext context, Optional<IdempotencyKey> key) {

  /**
   * The key of a request.
   *
   * @throws Problem 400 where the header is not as it must be
   */
  static IdempotentRequest of(RequestContext context) {
    boolean honoured =
        context.route().effect() == Effect.CHANGES
            && context.route().access() != RouteAccess.ANYONE;
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
    boolean formText = RequestFilter.BodyKind.of(context.request()) == RequestFilter.BodyKind.FORM;
    ContentDigest digest =
        new ContentDigest()
            .text(context.request().getMethod())
            .text(context.path().toString())
            .params(form.params());
    if (!formText || form.looksLikeJson()) {
      digest.bytes(form.body());
    }
    form.uploads().forEach(digest::file);
    return digest.hex();
  }
}
