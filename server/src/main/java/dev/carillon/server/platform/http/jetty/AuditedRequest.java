package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.AuditedCall.By;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.body.ClientGone;
import dev.carillon.server.platform.http.body.FormData;
import java.util.Map;

/** One request as the audit log sees it, from its route to its response. */
final class AuditedRequest {

  private final Auditor auditor;
  private final RequestContext context;
  private final FormData form;
  private final String requestId;
  private final AuditNote note = new AuditNote();
  private boolean begun;

  AuditedRequest(Auditor auditor, RequestContext context, FormData form, String requestId) {
    this.auditor = auditor;
    this.context = context;
    this.form = form;
    this.requestId = requestId;
  }

  /**
   * Responds, and records the outcome in the audit log.
   *
   * @throws Problem where the request cannot be done
   */
  Response answer(ScopedValue.CallableOp<Response, ClientGone> answering) throws ClientGone {
    Response answer;
    try {
      answer = note.during(answering);
    } catch (RuntimeException | StackOverflowError failed) {
      Problem problem = Problems.problem(failed, context.path());
      auditor.ended(call(), begun, new Response.Json(problem.status(), Map.of(), Map.of()));
      throw problem;
    }
    auditor.ended(call(), begun, answer);
    return answer;
  }

  /** The request is about to be carried out. */
  void begins() {
    AuditedCall call = call();
    if (call.changes()) {
      auditor.begins(call);
    }
    begun = true;
  }

  private AuditedCall call() {
    return new AuditedCall(
        context.route(), context.method(), context.variables(), form.params(), by(), note);
  }

  private By by() {
    return switch (context.known()) {
      case Identity.Nobody() -> by("", Via.NONE);
      case Identity.Session session ->
          by(
              session.caller(),
              session.sent() == Identity.Sent.PROGRAM_COOKIE ? Via.TOKEN : Via.SESSION);
      case Identity.Basic(Caller caller) -> by(caller, Via.BASIC);
      case Identity.LogIn(Caller caller) -> by(caller, Via.TOKEN);
      case Identity.Program(Caller caller) -> by(caller, Via.BASIC);
      case Identity.Token token ->
          new By(
              token.caller().username(),
              Via.TOKEN,
              token.id(),
              context.client().address(),
              requestId);
    };
  }

  private By by(Caller caller, Via via) {
    return by(caller.username(), via);
  }

  private By by(String actor, Via via) {
    return new By(actor, via, "", context.client().address(), requestId);
  }
}
